namespace AIMetering;

/// <summary>What happened in a run besides its readings, since the last time it was told.</summary>
/// <remarks>Each part says how things stand, not what changed, so a later one stands for all before it.</remarks>
public sealed record RunProgress
{
    /// <summary>Gets the runs of phases that began, counted or ended, as they are now. A run comes again under its number until it has ended.</summary>
    public IReadOnlyList<PhaseRun> Phases { get; init; } = [];

    /// <summary>Gets what the session as a whole has counted so far, what phases counted apart; null when that did not change.</summary>
    public IReadOnlyDictionary<string, double>? Counts { get; init; }

    /// <summary>Gets the idle stretches that were measured, in time since the run's start.</summary>
    public IReadOnlyList<(TimeSpan Start, TimeSpan End)> Idle { get; init; } = [];
}

/// <summary>One run of a phase, as it is when it is told.</summary>
/// <param name="Number">Its number in the session: from 0, in the order of beginning.</param>
/// <param name="Path">The names from the outermost phase to this one, joined by a slash.</param>
/// <param name="Start">When it began, since the run's start.</param>
/// <param name="End">When it ended; null while it is under way, and when it never ended.</param>
public sealed record PhaseRun(long Number, string Path, TimeSpan Start, TimeSpan? End)
{
    private static readonly IReadOnlyDictionary<string, double> Nothing = new Dictionary<string, double>();

    /// <summary>Gets what it has counted so far, such as tokens.</summary>
    public IReadOnlyDictionary<string, double> Counts { get; init; } = Nothing;

    /// <summary>Gets the time spent draining asynchronous GPU work at its edges; zero when nothing was drained.</summary>
    public TimeSpan DrainTime { get; init; }

    /// <summary>Gets the name of the phase: the last of its path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Gets how many phases contain it.</summary>
    public int Depth => Path.AsSpan().Count('/');
}
