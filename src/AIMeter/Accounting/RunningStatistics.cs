namespace AIMetering.Accounting;

/// <summary>Count, mean, deviation, least and greatest of values as they come (Welford's method: no sums of squares to cancel).</summary>
internal struct RunningStatistics
{
    private double _squares;

    public RunningStatistics() => (Min, Max) = (double.PositiveInfinity, double.NegativeInfinity);

    public long Count { get; private set; }

    public double Mean { get; private set; }

    public double Min { get; private set; }

    public double Max { get; private set; }

    /// <summary>Gets the sample standard deviation; 0 for fewer than two values.</summary>
    public readonly double Deviation => Count > 1 ? Math.Sqrt(_squares / (Count - 1)) : 0;

    public void Add(double value)
    {
        Count++;
        double delta = value - Mean;
        Mean += delta / Count;
        _squares += delta * (value - Mean);
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
    }

    /// <summary>Completes the statistics with what needs the values themselves: mode and percentiles.</summary>
    /// <param name="kept">The values that were kept; sorted by this call.</param>
    public readonly SeriesStatistics? Complete(double[] kept)
    {
        if (Count == 0)
        {
            return null;
        }

        Array.Sort(kept);
        return new SeriesStatistics(
            Count, Mean, Min, Max, Quantiles.Mode(kept), Deviation,
            Quantiles.At(kept, 0.5), Quantiles.At(kept, 0.95), Quantiles.At(kept, 0.99));
    }
}
