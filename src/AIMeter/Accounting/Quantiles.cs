namespace AIMetering.Accounting;

/// <summary>Order statistics of sorted values.</summary>
internal static class Quantiles
{
    /// <summary>The quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, the default of R and NumPy).</summary>
    public static double At(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((place - below) * (above - sorted[below]));
    }

    /// <summary>The most frequent value after rounding to three significant digits; the least of them when several are.</summary>
    public static double Mode(ReadOnlySpan<double> sorted)
    {
        double mode = double.NaN;
        int most = 0;
        for (int start = 0; start < sorted.Length;)
        {
            double value = Rounded(sorted[start]);
            int end = start + 1;
            while (end < sorted.Length && Rounded(sorted[end]) == value)
            {
                end++;
            }

            if (end - start > most)
            {
                (most, mode) = (end - start, value);
            }

            start = end;
        }

        return mode;
    }

    private static double Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 2);
        return Math.Round(value / unit) * unit;
    }
}
