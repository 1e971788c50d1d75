using System.Globalization;
using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Analysis.Comparison;

/// <summary>What makes runs differ besides what was meant to.</summary>
internal static class Differences
{
    // Missed wake-ups beyond this share of the samples thin out what was seen.
    private const double ManyMissed = 0.01;

    private const EnergyCaveats Telling = EnergyCaveats.Partial | EnergyCaveats.ContainsEstimate | EnergyCaveats.Suspended
        | EnergyCaveats.CounterReset | EnergyCaveats.SensorLost | EnergyCaveats.CrossCheckFailed | EnergyCaveats.BelowResolution;

    private static readonly (string What, Func<MeterReport, string?> Of)[] Aspects =
    [
        ("processors", run => run.Machine?.Cpu),
        ("counts of processors", run => run.Machine?.LogicalCpus.ToString(CultureInfo.InvariantCulture)),
        ("sizes of memory", run => run.Machine?.MemoryBytes is { } bytes ? Say.Bytes(bytes) : null),
        ("operating systems", run => run.Machine?.OperatingSystem),
        ("kernels", run => run.Machine?.Kernel),
        ("containers", run => run.Machine?.Container),
        ("runtimes", run => run.Machine?.Runtime),
        ("versions of AIMeter", run => run.Machine?.AIMeterVersion),
        ("sources", run => Joined(run.Sources.Where(source => source.IsReady).Select(source => source.Source))),
        ("devices in the total", run => Joined(run.Devices.Where(device => device.Device.InTotal).Select(device => $"{device.Device.Id} ({device.Device.Name})"))),
        ("methods", run => Joined(run.Devices.Select(device => $"{device.Device.Id} by {(device.Energy.IsKnown ? Say.Method(device.Energy.Method) : "nothing")}"))),
        ("sampling intervals", run => Say.Time(run.SamplingInterval)),
        ("phases", run => Joined(run.Phases.Select(phase => phase.Path))),
        ("bases of carbon", run => run.Carbon?.Average.Basis),
        ("grid regions", run => run.Carbon?.Region?.Code),
    ];

    /// <summary>Whether the descriptions fit one machine; false when there are none.</summary>
    public static bool LookLikeOneMachine(IReadOnlyList<MeterReport> a, IReadOnlyList<MeterReport> b)
    {
        MachineDescription? first = a[0].Machine;
        return first is not null && a.Concat(b).All(run => run.Machine is { } machine
            && machine.Cpu == first.Cpu && machine.LogicalCpus == first.LogicalCpus && machine.MemoryBytes == first.MemoryBytes);
    }

    public static IReadOnlyList<string> Between(IReadOnlyList<MeterReport> a, IReadOnlyList<MeterReport> b) =>
    [
        .. Aspects.Select(aspect => Differing(aspect.What, [.. a.Concat(b).Select(aspect.Of)])).OfType<string>(),
        .. a.Select((run, index) => Trouble(Label("A", index, a.Count), run)).OfType<string>(),
        .. b.Select((run, index) => Trouble(Label("B", index, b.Count), run)).OfType<string>(),
    ];

    private static string Joined(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static string Label(string side, int index, int count) => count == 1 ? side : $"{side}{(index + 1).ToString(CultureInfo.InvariantCulture)}";

    private static string? Differing(string what, IReadOnlyList<string?> values)
    {
        string[] distinct = [.. values.Select(value => string.IsNullOrEmpty(value) ? "none" : value).Distinct()];
        return distinct.Length > 1 ? $"Different {what}: {string.Join("; ", distinct)}." : null;
    }

    private static string? Trouble(string label, MeterReport run)
    {
        QualityReport quality = run.Quality;
        EnergyCaveats doubts = run.Energy.Caveats & Telling;
        string[] troubles =
        [
            .. quality.Gaps > 0 ? [Say.Number("gap", quality.Gaps)] : Array.Empty<string>(),
            .. quality.CounterResets > 0 ? [Say.Number("counter reset", quality.CounterResets)] : Array.Empty<string>(),
            .. quality.ImpossibleDeltas > 0 ? [Say.Number("impossible difference", quality.ImpossibleDeltas)] : Array.Empty<string>(),
            .. quality.Suspended > TimeSpan.Zero ? [$"{Say.Time(quality.Suspended)} asleep"] : Array.Empty<string>(),
            .. quality.MissedTicks > ManyMissed * Math.Max(1, quality.Samples) ? [Say.Number("missed wake-up", quality.MissedTicks)] : Array.Empty<string>(),
            .. doubts != 0 ? [$"its total is marked {doubts}"] : Array.Empty<string>(),
            .. run.Energy.Missing.Select(part => $"its total lacks {part}"),
        ];
        return troubles.Length == 0 ? null : $"{label} ({run.Name}): {string.Join(", ", troubles)}.";
    }
}
