using AIMetering.Readings;

namespace AIMetering;

/// <summary>One series: its statistics over all samples, and the samples that were kept.</summary>
public sealed record SeriesReport
{
    /// <summary>Gets what the series is of.</summary>
    public required Channel Channel { get; init; }

    /// <summary>Gets the source that gave it.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the statistics; for counters those of the rate per second, for energy counters those of the power in watts. Null without samples.</summary>
    public SeriesStatistics? Statistics { get; init; }

    /// <summary>Gets the unit of the statistics: W for energy counters, the unit per second for counters, else the channel's unit.</summary>
    public required MetricUnit StatisticsUnit { get; init; }

    /// <summary>Gets the times of the kept samples, in seconds since the session's start, each at its own read.</summary>
    public required ReadOnlyMemory<double> ElapsedSeconds { get; init; }

    /// <summary>Gets the kept samples: joules since the first read for energy counters, raw values otherwise. NaN is a missing sample.</summary>
    public required ReadOnlyMemory<double> Values { get; init; }

    /// <summary>Gets how many samples were taken for each one kept: 1 when the history was not thinned.</summary>
    public int ThinnedBy { get; init; } = 1;
}

/// <summary>Statistics of one series.</summary>
/// <param name="Count">How many values.</param>
/// <param name="Mean">Their arithmetic mean.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Mode">The most frequent, after rounding to three significant digits; the least of them when several are.</param>
/// <param name="StandardDeviation">The sample standard deviation; 0 for a single value.</param>
/// <param name="P50">The median.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
public sealed record SeriesStatistics(
    long Count, double Mean, double Min, double Max, double Mode, double StandardDeviation, double P50, double P95, double P99);
