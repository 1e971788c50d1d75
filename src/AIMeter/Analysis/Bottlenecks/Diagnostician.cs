using AIMetering.Analysis.Phases;
using AIMetering.Readings;

namespace AIMetering.Analysis.Bottlenecks;

/// <summary>Asks every rule about every GPU, in the whole run and in each phase; without GPUs, about the processors.</summary>
internal sealed class Diagnostician
{
    private static readonly (Bottleneck Bottleneck, Func<Scene, BottleneckAnswer> Ask)[] GpuRules =
    [
        (Bottleneck.IdleGaps, WaitRules.Gaps),
        (Bottleneck.Host, WaitRules.Host),
        (Bottleneck.Thermal, ThrottleRules.Thermal),
        (Bottleneck.PowerCap, ThrottleRules.PowerCap),
        (Bottleneck.Compute, EngineRules.Compute),
        (Bottleneck.MemoryBandwidth, EngineRules.Memory),
        (Bottleneck.Pcie, LinkRules.Pcie),
        (Bottleneck.NvLink, LinkRules.NvLink),
    ];

    private readonly MeterReport _report;
    private readonly Dictionary<string, SeriesReport> _series = [];

    public Diagnostician(MeterReport report)
    {
        _report = report;
        foreach (SeriesReport series in report.Series)
        {
            _series.TryAdd(series.Channel.FullName, series);
        }
    }

    private double RunSeconds => _report.Duration.TotalSeconds;

    public DiagnosisReport Run()
    {
        Device[] gpus = [.. _report.Series.Select(series => series.Channel.Device)
            .Where(device => device.Kind is DeviceKind.Gpu or DeviceKind.GpuSlice).DistinctBy(device => device.Id)];
        BottleneckAnswer[] answers = gpus.Length == 0 ? [.. Hosts()] : [.. gpus.SelectMany(Answers)];
        return new()
        {
            Answers = answers,
            Bottlenecks = [.. answers.Where(answer => answer.Outcome == RuleOutcome.Holds).OrderByDescending(answer => answer.Severity)
                .ThenBy(answer => answer.Phase is not null).ThenBy(answer => answer.Device, StringComparer.Ordinal)],
        };
    }

    private IEnumerable<(string? Phase, Spans Spans)> Windows() =>
    [
        (null, Spans.Merged([(0, RunSeconds)])),
        .. _report.Phases.Select(phase => ((string?)phase.Path, Spans.Merged(phase.Runs.Select(run => (run.Start.TotalSeconds, run.End.TotalSeconds))))),
    ];

    private IEnumerable<BottleneckAnswer> Answers(Device gpu)
    {
        (Spans loads, Spans idles) = Stretches(gpu);
        foreach ((string? phase, Spans window) in Windows())
        {
            // Before its first and after its last load of the run a GPU is not waiting. Inside a phase all time counts.
            Spans whole = phase is null && loads.Parts.Count > 0 ? new([(loads.Parts[0].From, loads.Parts[^1].To)]) : window;
            Scene scene = new(_series, gpu, phase, RunSeconds) { Loaded = loads.Within(window), Whole = whole, Idle = idles.Within(whole) };
            foreach ((Bottleneck bottleneck, Func<Scene, BottleneckAnswer> rule) in GpuRules)
            {
                bool aboutWaiting = bottleneck is Bottleneck.IdleGaps or Bottleneck.Host;
                bool hasWork = loads.Parts.Count > 0 && (aboutWaiting || scene.Loaded.Parts.Count > 0);
                yield return hasWork ? rule(scene) : scene.Unknown(bottleneck, $"any load of {gpu.Id}: its utilization stayed low", null);
            }
        }
    }

    private IEnumerable<BottleneckAnswer> Hosts()
    {
        Device host = _report.Series.FirstOrDefault(series => series.Channel.Device.Kind == DeviceKind.Host)?.Channel.Device ?? new("host", DeviceKind.Host);
        return Windows().Select(window => WaitRules.Processors(
            new(_series, host, window.Phase, RunSeconds) { Loaded = window.Spans, Whole = window.Spans, Idle = Spans.None }));
    }

    // Without a series that tells load from idle, all of the run is taken as load.
    private (Spans Loads, Spans Idles) Stretches(Device gpu)
    {
        IReadOnlyList<DetectedPhase> found = WaitRules.ActivityOf(gpu.Id, _series) is { } activity
            ? new PhaseDetector(_report, new() { Series = activity.Channel.FullName, MinimumDuration = TimeSpan.Zero }).Find(withEnergy: false)
            : [];
        return found.Count == 0
            ? (Spans.Merged([(0, RunSeconds)]), Spans.None)
            : (Of(found, DetectedPhaseKind.Load), Of(found, DetectedPhaseKind.Idle));
    }

    private static Spans Of(IEnumerable<DetectedPhase> phases, DetectedPhaseKind kind) =>
        Spans.Merged(phases.Where(phase => phase.Kind == kind).Select(phase => (phase.Start.TotalSeconds, phase.End.TotalSeconds)));
}
