namespace AIMetering.Accounting;

/// <summary>What streaming outputs have not been told of yet, besides readings. Used under the recorder's gate.</summary>
internal sealed class ProgressFeed
{
    // A reference each: half a megabyte, and half a second of a thread that does nothing but begin and end phases, should an output stand still.
    private const int MostWaiting = 65_536;

    // Taken under the lock that phases wait for: some tens of microseconds.
    private const int MostAtOnce = 256;

    private readonly Queue<PhaseInstance> _waiting = [];
    private readonly List<(Edge Begin, Edge End)> _idle = [];
    private bool _hasCounted;

    /// <summary>Gets how many news of phases were lost because the outputs fell behind by more than is kept.</summary>
    public long Dropped { get; private set; }

    /// <summary>A run of a phase began, counted or ended.</summary>
    public void Changed(PhaseInstance run)
    {
        if (run.IsWaiting)
        {
            return;
        }

        if (_waiting.Count == MostWaiting)
        {
            Dropped++;
            return;
        }

        run.IsWaiting = true;
        _waiting.Enqueue(run);
    }

    public void Counted() => _hasCounted = true;

    public void Idled(Edge begin, Edge end) => _idle.Add((begin, end));

    /// <summary>The oldest news; null when there are none.</summary>
    public RunProgress? Take(SessionRecorder recorder)
    {
        if (_waiting.Count == 0 && _idle.Count == 0 && !_hasCounted)
        {
            return null;
        }

        TimeSpan start = TimeSpan.FromSeconds(recorder.Start!.Seconds);
        PhaseRun[] phases = new PhaseRun[Math.Min(_waiting.Count, MostAtOnce)];
        for (int index = 0; index < phases.Length; index++)
        {
            phases[index] = Told(_waiting.Dequeue(), start);
        }

        RunProgress progress = new()
        {
            Phases = phases,
            Counts = _hasCounted ? new Dictionary<string, double>(recorder.Counts) : null,
            Idle = [.. _idle.Select(idle => (Since(idle.Begin, start), Since(idle.End, start)))],
        };
        _idle.Clear();
        _hasCounted = false;
        return progress;
    }

    private static PhaseRun Told(PhaseInstance run, TimeSpan start)
    {
        run.IsWaiting = false;
        PhaseRun told = new(run.Number, run.Totals.Path, Since(run.Begin, start), run is { End: { } end, IsUnfinished: false } ? Since(end, start) : null)
        {
            DrainTime = TimeSpan.FromSeconds(run.DrainSeconds),
        };
        return run.Counts is { } counts ? told with { Counts = new Dictionary<string, double>(counts) } : told;
    }

    private static TimeSpan Since(Edge edge, TimeSpan start) => TimeSpan.FromSeconds(edge.Seconds) - start;
}
