using System.Numerics.Tensors;

namespace FirstMeter.Model;

/// <summary>A linear layer without bias: <c>y = W x</c>, where each output owns one row of <c>W</c>.</summary>
internal sealed class Linear(int inputs, int outputs)
{
    // Rows that stay in the L1 cache while all tokens pass by. It is why prefill is so much cheaper per token than decode:
    // there, every weight is fetched from memory for the sake of a single token.
    private const int TileRows = 8;

    private readonly float[] _weights = new float[inputs * outputs];

    public int Parameters => _weights.Length;

    public ReadOnlySpan<float> Row(int output) => _weights.AsSpan(output * inputs, inputs);

    /// <summary>Draws every weight from a uniform distribution that keeps the variance of what flows through.</summary>
    public static Linear Random(int inputs, int outputs, Random random)
    {
        var layer = new Linear(inputs, outputs);
        float limit = MathF.Sqrt(3f / inputs);
        foreach (ref float weight in layer._weights.AsSpan())
        {
            weight = limit * (2f * random.NextSingle() - 1f);
        }

        return layer;
    }

    /// <summary>Maps the vectors of one or many tokens at once, on as many cores as <paramref name="cores"/> allows.</summary>
    public float[] Apply(float[] x, ParallelOptions cores)
    {
        var y = new float[x.Length / inputs * outputs];
        Parallel.For(0, (outputs + TileRows - 1) / TileRows, cores, tile => ApplyTile(tile * TileRows, x, y));
        return y;
    }

    private void ApplyTile(int firstRow, ReadOnlySpan<float> x, Span<float> y)
    {
        int endRow = Math.Min(firstRow + TileRows, outputs);
        for (; !x.IsEmpty; x = x[inputs..], y = y[outputs..])
        {
            for (int row = firstRow; row < endRow; row++)
            {
                y[row] = TensorPrimitives.Dot(Row(row), x[..inputs]);
            }
        }
    }
}
