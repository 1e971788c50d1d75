using System.Numerics.Tensors;
using AIMetering.Diagnosers;
using BenchmarkDotNet.Attributes;

namespace EnergyBenchmark;

[EnergyDiagnoser(Region = "DE")]
public class Products
{
    private const int Size = 512;

    private readonly float[] _matrix = Ramp(Size * Size), _vector = Ramp(Size), _product = new float[Size];

    [Benchmark(Baseline = true)]
    public float[] Plain()
    {
        for (int row = 0; row < Size; row++)
        {
            float sum = 0;
            for (int column = 0; column < Size; column++)
            {
                sum += _matrix[(row * Size) + column] * _vector[column];
            }

            _product[row] = sum;
        }

        return _product;
    }

    [Benchmark]
    public float[] Simd()
    {
        for (int row = 0; row < Size; row++)
        {
            _product[row] = TensorPrimitives.Dot(_matrix.AsSpan(row * Size, Size), _vector);
        }

        return _product;
    }

    private static float[] Ramp(int length) => [.. Enumerable.Range(0, length).Select(index => index % 7 / 7f)];
}
