using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>What else ran on the machine: its energy is in every reading of a device.</summary>
/// <param name="Cpus">How many CPUs other processes kept busy, on average.</param>
/// <param name="OwnShare">The share of this process in the time that CPUs were busy, 0 to 1.</param>
internal sealed record Neighbours(double Cpus, double OwnShare)
{
    /// <summary>Less than this many CPUs is what any machine does beside.</summary>
    public const double WorthAWord = 0.1;

    /// <summary>Who was there during a session; null where the machine does not tell.</summary>
    public static Neighbours? Of(MeterReport report)
    {
        if (Growth(report, DeviceKind.Host, "cpu_busy_time") is not { } machine || Growth(report, DeviceKind.Process, "cpu_time") is not { } own)
        {
            return null;
        }

        double others = Math.Max(0, machine - own);
        return new(others, others < WorthAWord ? 1 : own / (own + others));
    }

    /// <summary>The worse of two sessions.</summary>
    public static Neighbours? Worse(Neighbours? one, Neighbours? other) =>
        one is null || other?.OwnShare < one.OwnShare ? other : one;

    // Per second between the first and the last reading, which are not the same for both.
    private static double? Growth(MeterReport report, DeviceKind kind, string metric)
    {
        SeriesReport? series = report.Series.FirstOrDefault(each => each.Channel.Device.Kind == kind && each.Channel.Metric == metric);
        if (series is not { Values.Length: > 1 })
        {
            return null;
        }

        ReadOnlySpan<double> seconds = series.ElapsedSeconds.Span, values = series.Values.Span;
        double growth = (values[^1] - values[0]) / (seconds[^1] - seconds[0]);
        return double.IsFinite(growth) ? growth : null;
    }
}
