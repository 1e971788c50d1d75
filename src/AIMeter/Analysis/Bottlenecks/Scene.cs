using AIMetering.Readings;

namespace AIMetering.Analysis.Bottlenecks;

/// <summary>One device in the whole run or in one phase: what a rule looks at.</summary>
internal sealed class Scene(IReadOnlyDictionary<string, SeriesReport> series, Device device, string? phase, double runSeconds)
{
    /// <summary>Fewer samples than this say nothing about a share of time.</summary>
    private const int FewestSamples = 5;

    public Device Device => device;

    public string? Phase => phase;

    /// <summary>Gets the time in which the device was under load.</summary>
    public required Spans Loaded { get; init; }

    /// <summary>Gets the time from its first load to its last.</summary>
    public required Spans Whole { get; init; }

    /// <summary>Gets the time in it in which the device did nothing.</summary>
    public required Spans Idle { get; init; }

    public SeriesReport? Own(string metric) => Of($"{device.Id}.{metric}");

    /// <summary>The values of a series in some time; null when there are too few to say anything.</summary>
    public static Tally? Enough(SeriesReport? of, Spans spans, Func<double, bool>? counts = null) =>
        of is not null && Tally.Of(of, spans, counts) is { Count: >= FewestSamples } tally ? tally : null;

    public Tally? Seen(string metric, Spans spans, Func<double, bool>? counts = null) => Enough(Own(metric), spans, counts);

    public SeriesReport? Of(string name) => series.GetValueOrDefault(name);

    public BottleneckAnswer Unknown(Bottleneck bottleneck, string missing, string? remedy, params Evidence[] evidence) => new()
    {
        Bottleneck = bottleneck,
        Device = device.Id,
        Phase = phase,
        Outcome = RuleOutcome.NotEnoughEvidence,
        Missing = missing,
        Remedy = remedy,
        Evidence = evidence,
    };

    public BottleneckAnswer Told(Bottleneck bottleneck, bool holds, double share, Spans of, string remedy, IReadOnlyList<Evidence> evidence) => new()
    {
        Bottleneck = bottleneck,
        Device = device.Id,
        Phase = phase,
        Outcome = holds ? RuleOutcome.Holds : RuleOutcome.DoesNotHold,
        Share = share,
        Severity = runSeconds > 0 ? Math.Clamp(share * of.Seconds / runSeconds, 0, 1) : 0,
        Evidence = evidence,
        Remedy = holds ? remedy : null,
    };
}

/// <summary>Stretches of time, in seconds since the session's start.</summary>
internal sealed class Spans(IReadOnlyList<(double From, double To)> parts)
{
    public static readonly Spans None = new([]);

    public IReadOnlyList<(double From, double To)> Parts => parts;

    public double Seconds { get; } = parts.Sum(part => part.To - part.From);

    /// <summary>The time that both have.</summary>
    public Spans Within(Spans other)
    {
        List<(double, double)> both = [];
        int next = 0;
        foreach ((double from, double to) in parts)
        {
            while (next < other.Parts.Count && other.Parts[next].To <= from)
            {
                next++;
            }

            for (int at = next; at < other.Parts.Count && other.Parts[at].From < to; at++)
            {
                both.Add((Math.Max(from, other.Parts[at].From), Math.Min(to, other.Parts[at].To)));
            }
        }

        return new(both);
    }

    /// <summary>The same time in stretches that grow and do not overlap.</summary>
    public static Spans Merged(IEnumerable<(double From, double To)> parts)
    {
        List<(double From, double To)> merged = [];
        foreach ((double from, double to) in parts.Where(part => part.To > part.From).Order())
        {
            if (merged.Count > 0 && from <= merged[^1].To)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return new(merged);
    }
}
