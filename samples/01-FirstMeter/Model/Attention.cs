using System.Numerics.Tensors;

namespace FirstMeter.Model;

/// <summary>Causal grouped-query attention over a KV cache.</summary>
internal sealed class Attention(LlamaConfig config)
{
    private readonly float _scale = 1f / MathF.Sqrt(config.HeadSize);

    /// <summary>Lets consecutive tokens, the first of which stands at <paramref name="position"/>, look back at all before them.</summary>
    public float[] Apply(float[] queries, KeyValueCache cache, int position, ParallelOptions cores)
    {
        var attended = new float[queries.Length];
        Parallel.For(0, queries.Length / config.HeadSize, cores, i =>
        {
            int keyHead = i % config.QueryHeads / config.QueriesPerKey;
            int seen = position + i / config.QueryHeads + 1;
            var head = new Range(i * config.HeadSize, (i + 1) * config.HeadSize);
            Attend(queries.AsSpan(head), cache, keyHead, seen, attended.AsSpan(head));
        });
        return attended;
    }

    private void Attend(ReadOnlySpan<float> query, KeyValueCache cache, int keyHead, int seen, Span<float> attended)
    {
        Span<float> scores = stackalloc float[seen];
        for (int p = 0; p < seen; p++)
        {
            scores[p] = TensorPrimitives.Dot(query, cache.Key(p, keyHead)) * _scale;
        }

        TensorPrimitives.SoftMax(scores, scores);
        for (int p = 0; p < seen; p++)
        {
            TensorPrimitives.MultiplyAdd(cache.Value(p, keyHead), scores[p], attended, attended);
        }
    }
}
