using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>What else ran on the machine: its energy is in every reading of a device.</summary>
internal static class Neighbours
{
    /// <summary>How many CPUs other processes kept busy during a session, on average; null where the machine does not tell.</summary>
    public static double? Cpus(MeterReport report) =>
        Growth(report, DeviceKind.Host, "cpu_busy_time") is { } machine && Growth(report, DeviceKind.Process, "cpu_time") is { } own && report.Duration > TimeSpan.Zero
            ? Math.Max(0, machine - own)
            : null;

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
