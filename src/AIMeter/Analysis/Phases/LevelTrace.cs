using AIMetering.Readings;

namespace AIMetering.Analysis.Phases;

/// <summary>The series that phases are looked for on: finite values at moments that grow.</summary>
/// <param name="Name">The name of the series.</param>
/// <param name="IsPercent">Whether its unit is percent.</param>
/// <param name="Seconds">The moments; of a counter the middles between its reads.</param>
/// <param name="Values">The values; of a counter its rates.</param>
internal sealed record LevelTrace(string Name, bool IsPercent, double[] Seconds, double[] Values)
{
    // A value of another GPU counts for this many of its own sampling intervals.
    private const double HoldIntervals = 3;

    /// <summary>The trace to look at; null when the report has none.</summary>
    /// <exception cref="ArgumentException">The series asked for by name is not in the report.</exception>
    public static LevelTrace? Of(MeterReport report, string? name)
    {
        if (name is not null)
        {
            SeriesReport asked = report.Series.FirstOrDefault(series => series.Channel.FullName == name)
                ?? throw new ArgumentException($"{nameof(PhaseDetectionOptions)}.{nameof(PhaseDetectionOptions.Series)} is '{name}', which the report does not have. It has: {Names(report)}.");
            return Usable(Of(asked));
        }

        SeriesReport[] gpus = [.. report.Series.Where(series => series.Channel is { Device.Kind: DeviceKind.Gpu, Metric: "utilization" })];
        return Usable(gpus.Length == 0 ? null : Busiest([.. gpus.Select(Of)])) ?? Power(report);
    }

    private static LevelTrace? Usable(LevelTrace? trace) => trace is { Values.Length: > 1 } ? trace : null;

    private static string Names(MeterReport report) =>
        report.Series.Count == 0 ? "no series" : string.Join(", ", report.Series.Select(series => series.Channel.FullName));

    // The trace of a GPU's power shows more than the differences of its counter; the device that drew most rules the run.
    private static LevelTrace? Power(MeterReport report)
    {
        IEnumerable<string> devices = report.Devices
            .Where(device => device.Device.InTotal).OrderByDescending(device => device.Energy.Energy?.Joules ?? 0).Select(device => device.Device.Id);
        foreach (string device in devices)
        {
            SeriesReport[] candidates = [.. report.Series.Where(series => series.Channel.Device.Id == device && series.Channel.Sensor is not null)];
            SeriesReport? power = candidates.FirstOrDefault(series => series.Channel is { Kind: ChannelKind.Power, Metric: "power" })
                ?? candidates.FirstOrDefault(series => series.Channel.AccountsEnergy);
            if (power is not null && Usable(Of(power)) is { } trace)
            {
                return trace;
            }
        }

        return null;
    }

    private static LevelTrace Of(SeriesReport series)
    {
        bool isCumulative = series.Channel.Kind is ChannelKind.EnergyCounter or ChannelKind.Counter;
        (double[] seconds, double[] values) = SamplePairs.Of(series);
        (double[] at, double[] level) = isCumulative ? SamplePairs.Rates(seconds, values) : (seconds, values);
        return new(series.Channel.FullName, series.StatisticsUnit == MetricUnit.Percent, at, level);
    }

    // Busy while any GPU is: the greatest of what each showed last.
    private static LevelTrace Busiest(LevelTrace[] traces)
    {
        if (traces.Length == 1)
        {
            return traces[0];
        }

        LevelTrace clock = traces.MaxBy(trace => trace.Seconds.Length)!;
        double[] values = [.. clock.Values];
        foreach (LevelTrace trace in traces.Where(trace => trace != clock))
        {
            trace.RaiseTo(values, clock.Seconds);
        }

        return new("utilization of all GPUs", true, clock.Seconds, values);
    }

    private void RaiseTo(double[] values, double[] moments)
    {
        double hold = HoldIntervals * SamplePairs.TypicalDistance(Seconds);
        for (int i = 0, last = -1; i < moments.Length; i++)
        {
            while (last + 1 < Seconds.Length && Seconds[last + 1] <= moments[i])
            {
                last++;
            }

            if (last >= 0 && moments[i] - Seconds[last] <= hold)
            {
                values[i] = Math.Max(values[i], Values[last]);
            }
        }
    }
}
