using AIMetering.Accounting;

namespace AIMetering.Replay;

/// <summary>Plays a recording into a session's recorder: edges and readings in the order of time, as a live session meets them.</summary>
internal sealed class Playback(SessionRecorder recorder, PlaybackTime time, IReadOnlyList<IPlayed> played)
{
    private readonly List<(long Ticks, Action Act)> _marks = [];

    /// <summary>Gets the idle stretches that were played.</summary>
    public List<(Edge Begin, Edge End)> Idle { get; } = [];

    private double Now => recorder.Now();

    public void Mark(RecordedPhase phase)
    {
        PhaseInstance? run = null;
        _marks.Add((phase.Start, () => run = Begin(phase)));
        if (phase.End is { } end)
        {
            _marks.Add((end, () => End(run)));
        }
    }

    public void MarkIdle(long start, long end)
    {
        Edge? begin = null;
        _marks.Add((start, () => begin = AddEdge()));
        _marks.Add((end, () => Idle.Add((begin!, AddEdge()))));
    }

    /// <summary>Plays everything; phases that have not ended by the end of the run end with it, unfinished.</summary>
    public void Run(long end)
    {
        _marks.Insert(0, (0, () => recorder.Begin(Now))); // before the phases that begin with the run
        foreach ((long ticks, Action act) in _marks.OrderBy(mark => mark.Ticks).Where(mark => mark.Ticks <= end).ToArray())
        {
            PlayUntil(ticks);
            time.Ticks = ticks;
            act();
        }

        PlayUntil(end);
        time.Ticks = end;
        recorder.Stop();
        PlayUntil(long.MaxValue); // what was read after the end places the last edge
        recorder.Freeze();
    }

    // Edges come before the readings of their own moment, as the read that ends a phase comes after its edge.
    private void PlayUntil(long ticks)
    {
        while (played.Count > 0 && played.MinBy(each => each.Next) is { } next && next.Next < ticks)
        {
            next.Play();
        }
    }

    private Edge AddEdge() => recorder.AddEdge(Now);

    private PhaseInstance? Begin(RecordedPhase phase)
    {
        PhaseInstance? run = recorder.BeginPhase(phase.Name, phase.Path, phase.Depth, AddEdge());
        if (run is not null)
        {
            run.DrainSeconds = phase.DrainTime.TotalSeconds;
            foreach ((string unit, double amount) in phase.Counts)
            {
                run.Count(unit, amount);
            }
        }

        return run;
    }

    private void End(PhaseInstance? run)
    {
        if (run is not null)
        {
            recorder.EndPhase(run, AddEdge());
        }
    }
}
