using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AIMetering.Analysis.Statistics;

/// <summary>Sums of products of two columns shifted against each other: the inner loop of every correlation.</summary>
/// <remarks>The columns are padded with zeros on both sides, so no shift needs a border case.</remarks>
internal static class LaggedProducts
{
    private const int Block = 8;

    /// <summary>Zeros behind a column so that whole vectors can be read at its end, on any machine known.</summary>
    public const int Slack = 16;

    /// <summary>Fills <paramref name="sums"/> with Σ x[t]·y[t + lag] for the lags from <paramref name="firstLag"/> on.</summary>
    /// <param name="x">A column with padding.</param>
    /// <param name="y">A column with padding of at least the greatest lag, and <see cref="Slack"/> behind.</param>
    /// <param name="begin">The index of the first cell in both.</param>
    /// <param name="count">How many cells there are.</param>
    /// <param name="firstLag">The lag of the first sum.</param>
    /// <param name="sums">The sums.</param>
    public static void Fill(double[] x, double[] y, int begin, int count, int firstLag, Span<double> sums)
    {
        int done = 0;
        for (; done + Block <= sums.Length; done += Block)
        {
            Eight(x, y, begin, count, begin + firstLag + done, sums[done..]);
        }

        for (; done < sums.Length; done++)
        {
            sums[done] = One(x, y, begin, count, begin + firstLag + done);
        }
    }

    /// <summary>Σ a[i]·b[i] over the first <paramref name="count"/> of both.</summary>
    public static double Dot(double[] a, double[] b, int count) => One(a, b, 0, count, 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double One(double[] x, double[] y, int xBegin, int count, int yBegin)
    {
        Check(x, xBegin, count, Vector<double>.Count);
        Check(y, yBegin, count, Vector<double>.Count);
        ref double xs = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(x), xBegin);
        ref double ys = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(y), yBegin);
        Vector<double> even = default, odd = default;
        int i = 0;
        for (; i + (2 * Vector<double>.Count) <= count; i += 2 * Vector<double>.Count)
        {
            even += Vector.LoadUnsafe(ref xs, (nuint)i) * Vector.LoadUnsafe(ref ys, (nuint)i);
            odd += Vector.LoadUnsafe(ref xs, (nuint)(i + Vector<double>.Count)) * Vector.LoadUnsafe(ref ys, (nuint)(i + Vector<double>.Count));
        }

        double sum = Vector.Sum(even + odd);
        for (; i < count; i++)
        {
            sum += Unsafe.Add(ref xs, i) * Unsafe.Add(ref ys, i);
        }

        return sum;
    }

    // Each vector of x is read once for eight lags. Cells of x behind its end are zero, so whole vectors will do.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(double[] x, double[] y, int xBegin, int count, int yBegin, Span<double> sums)
    {
        Check(x, xBegin, count, Vector<double>.Count);
        Check(y, yBegin, count + Block, Vector<double>.Count);
        ref double xs = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(x), xBegin);
        ref double ys = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(y), yBegin);
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (int i = 0; i < count; i += Vector<double>.Count)
        {
            Vector<double> here = Vector.LoadUnsafe(ref xs, (nuint)i);
            s0 += here * Vector.LoadUnsafe(ref ys, (nuint)i);
            s1 += here * Vector.LoadUnsafe(ref ys, (nuint)i + 1);
            s2 += here * Vector.LoadUnsafe(ref ys, (nuint)i + 2);
            s3 += here * Vector.LoadUnsafe(ref ys, (nuint)i + 3);
            s4 += here * Vector.LoadUnsafe(ref ys, (nuint)i + 4);
            s5 += here * Vector.LoadUnsafe(ref ys, (nuint)i + 5);
            s6 += here * Vector.LoadUnsafe(ref ys, (nuint)i + 6);
            s7 += here * Vector.LoadUnsafe(ref ys, (nuint)i + 7);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector.Sum(s0), Vector.Sum(s1), Vector.Sum(s2), Vector.Sum(s3));
        (sums[4], sums[5], sums[6], sums[7]) = (Vector.Sum(s4), Vector.Sum(s5), Vector.Sum(s6), Vector.Sum(s7));
    }

    // The loads above are not checked one by one.
    private static void Check(double[] column, int begin, int count, int over)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(begin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(begin + count + over - 1, column.Length, nameof(count));
    }
}
