namespace AIMetering.Analysis;

/// <summary>The kept samples of a series as pairs that can be reckoned with.</summary>
internal static class SamplePairs
{
    // The median of so many distances spread over a series is its typical distance.
    private const int Picks = 101;

    /// <summary>The samples whose value is finite, at moments that are finite and do not fall.</summary>
    public static (double[] Seconds, double[] Values) Of(SeriesReport series)
    {
        ReadOnlySpan<double> seconds = series.ElapsedSeconds.Span, values = series.Values.Span;
        int count = Math.Min(seconds.Length, values.Length), kept = 0;
        double[] at = new double[count], level = new double[count];
        double last = double.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            if (double.IsFinite(values[i]) && double.IsFinite(seconds[i]) && seconds[i] >= last)
            {
                (at[kept], level[kept]) = (last = seconds[i], values[i]);
                kept++;
            }
        }

        Array.Resize(ref at, kept);
        Array.Resize(ref level, kept);
        return (at, level);
    }

    /// <summary>The growth of a counter per second between its reads, at the middle between them. A counter that fell gives no rate.</summary>
    public static (double[] Seconds, double[] Rates) Rates(double[] seconds, double[] values)
    {
        List<double> at = new(seconds.Length), rates = new(seconds.Length);
        for (int i = 1; i < seconds.Length; i++)
        {
            double length = seconds[i] - seconds[i - 1], rate = (values[i] - values[i - 1]) / length;
            if (length > 0 && rate >= 0 && double.IsFinite(rate))
            {
                at.Add(seconds[i - 1] + (length / 2));
                rates.Add(rate);
            }
        }

        return ([.. at], [.. rates]);
    }

    /// <summary>The median distance of neighbouring moments; zero for fewer than two.</summary>
    public static double TypicalDistance(ReadOnlySpan<double> seconds)
    {
        int pairs = seconds.Length - 1, picks = Math.Min(pairs, Picks);
        if (picks < 1)
        {
            return 0;
        }

        Span<double> distances = stackalloc double[Picks];
        for (int i = 0; i < picks; i++)
        {
            int at = (int)((long)i * pairs / picks);
            distances[i] = seconds[at + 1] - seconds[at];
        }

        distances = distances[..picks];
        distances.Sort();
        return distances[picks / 2];
    }

    /// <summary>The index of the first moment that is not before a time.</summary>
    public static int FirstFrom(ReadOnlySpan<double> seconds, double time)
    {
        int low = 0, high = seconds.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = seconds[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
