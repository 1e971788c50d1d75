using AIMetering.Readings;

namespace AIMetering.Reports.Html;

/// <summary>A series as it is drawn. A value that is not a number cuts the line.</summary>
/// <param name="Seconds">When, since the session's start; ascending.</param>
/// <param name="Values">What.</param>
/// <param name="IsStep">Whether a value is the mean since the point before it, as for what is made from counters.</param>
internal sealed record TracePoints(double[] Seconds, double[] Values, bool IsStep);

/// <summary>Makes lines from series: levels as they are, counters as rates, energy counters as power, gaps as gaps.</summary>
internal static class TraceBuilder
{
    // The rule by which the session itself counts gaps (QualityReport.Gaps).
    private const double GapPeriods = 3;

    // A counter that was read n updates apart tells the rate to about 1/n: one update more or less fell into the time.
    private const double UpdatesPerStep = 10;

    /// <param name="series">The series.</param>
    /// <param name="interval">How often sources were read.</param>
    /// <param name="refresh">How often the sensor gives a new value; null when not known.</param>
    public static TracePoints Of(SeriesReport series, TimeSpan interval, TimeSpan? refresh)
    {
        bool isCumulative = series.Channel.Kind is ChannelKind.EnergyCounter or ChannelKind.Counter;
        double least = Math.Max((refresh?.TotalSeconds ?? 0) * UpdatesPerStep, interval.TotalSeconds / 2);
        double longest = LongestSilence(series, interval);
        return isCumulative
            ? Rates(series.ElapsedSeconds.Span, series.Values.Span, least, Math.Max(longest, GapPeriods * least))
            : Levels(series.ElapsedSeconds.Span, series.Values.Span, longest);
    }

    // What the program records has no period, so silence is no gap there. Thinning leaves every n-th sample.
    private static double LongestSilence(SeriesReport series, TimeSpan interval)
    {
        ReadOnlySpan<double> seconds = series.ElapsedSeconds.Span;
        if (series.Channel.Device.Kind == DeviceKind.User || seconds.Length < 2)
        {
            return double.PositiveInfinity;
        }

        double mean = (seconds[^1] - seconds[0]) / (seconds.Length - 1);
        return GapPeriods * Math.Max(mean, interval.TotalSeconds * series.ThinnedBy);
    }

    private static TracePoints Levels(ReadOnlySpan<double> seconds, ReadOnlySpan<double> values, double longest)
    {
        if (!HasSilence(seconds, longest))
        {
            return new(seconds.ToArray(), values.ToArray(), IsStep: false);
        }

        List<double> times = new(seconds.Length), levels = new(seconds.Length);
        for (int index = 0; index < seconds.Length; index++)
        {
            if (index > 0 && seconds[index] - seconds[index - 1] > longest)
            {
                times.Add((seconds[index] + seconds[index - 1]) / 2);
                levels.Add(double.NaN);
            }

            times.Add(seconds[index]);
            levels.Add(values[index]);
        }

        return new([.. times], [.. levels], IsStep: false);
    }

    private static bool HasSilence(ReadOnlySpan<double> seconds, double longest)
    {
        for (int index = 1; index < seconds.Length; index++)
        {
            if (seconds[index] - seconds[index - 1] > longest)
            {
                return true;
            }
        }

        return false;
    }

    private static TracePoints Rates(ReadOnlySpan<double> seconds, ReadOnlySpan<double> counts, double least, double longest)
    {
        List<double> times = [], rates = [];
        int from = 0;
        for (int index = 1; index < seconds.Length; index++)
        {
            double span = seconds[index] - seconds[from];
            if (span < least && double.IsFinite(counts[index]))
            {
                continue;
            }

            double rate = span > longest || counts[index] < counts[from] ? double.NaN : (counts[index] - counts[from]) / span;
            if (times.Count == 0)
            {
                times.Add(seconds[from]);
                rates.Add(rate);
            }

            times.Add(seconds[index]);
            rates.Add(rate);
            from = index;
        }

        return new([.. times], [.. rates], IsStep: true);
    }
}
