namespace AIMetering.Sources.Rapl;

/// <summary>Gathers what a probe found: the counters that work, and what is to be said of the others.</summary>
internal sealed class RaplFindings(string source, CpuIdentity cpu)
{
    private readonly List<IRaplCounter> _counters = [];
    private readonly List<string> _notes = [];
    private string? _reason;
    private string? _remedy;

    /// <summary>Gets whether no counter works so far.</summary>
    public bool IsEmpty => _counters.Count == 0;

    /// <summary>Takes a counter that works.</summary>
    public void Add(IRaplCounter counter) => _counters.Add(counter);

    /// <summary>Says something about the source, as a clause without a full stop.</summary>
    public void Note(string note) => _notes.Add(note);

    /// <summary>Says why a counter is left out; the first reason stands for the source when no counter is left.</summary>
    /// <param name="what">The counter, such as its device id or zone.</param>
    /// <param name="reason">Why, as a clause without a full stop.</param>
    /// <param name="remedy">What helps; null when nothing does.</param>
    public void LeaveOut(string what, string reason, string? remedy = null)
    {
        _notes.Add($"{what} is left out: {reason}");
        _reason ??= reason;
        _remedy ??= remedy;
    }

    /// <summary>The outcome: ready with notes when a counter works, otherwise the first reason with its remedy.</summary>
    /// <param name="maxWatts">The most power each domain can draw.</param>
    /// <param name="nothing">The reason to give when there was nothing to leave out either.</param>
    public ProbedSource Conclude(Func<RaplDomain, double> maxWatts, string nothing)
    {
        if (IsEmpty)
        {
            return ProbedSource.Unavailable(source, (_reason ?? nothing) + ".", _remedy);
        }

        IReadOnlyList<RaplDomain> domains = [.. _counters.Select(counter => counter.Domain)];
        string note = string.Join("; ", [.. _notes, .. RaplSensor.Notes(cpu, domains)]);
        RaplSampler sampler = new(source, cpu, _counters, maxWatts);
        return ProbedSource.Ready(sampler, note.Length == 0 ? null : note + ".", _remedy);
    }
}
