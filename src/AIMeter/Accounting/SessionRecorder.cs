using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering.Accounting;

/// <summary>All that one session has measured. Sampling threads write under <see cref="Gate"/>; everybody else asks under it.</summary>
internal sealed class SessionRecorder : IDisposable
{
    // The monotonic clock and the one that counts sleep drift apart by less than this while the machine is awake.
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly double _secondsPerTick;
    private readonly Dictionary<string, PhaseTotals> _phases = new(StringComparer.Ordinal);
    private readonly List<PhaseInstance> _running = [];
    private readonly Queue<PhaseInstance> _settling = [];
    private readonly List<(Edge Begin, Edge End)> _idle = [];
    private readonly Dictionary<string, UserSeries> _userSeries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _counts = new(StringComparer.Ordinal);
    private readonly ManualResetEventSlim _stopSettled = new();
    private TimeSpan? _suspended;
    private Edge? _stop;
    private long _phasesBegun;

    public SessionRecorder(TimeProvider time, long userSeriesBudget)
    {
        (_time, UserSeriesBudget, _origin) = (time, userSeriesBudget, time.GetTimestamp());
        _secondsPerTick = 1.0 / time.TimestampFrequency;
        _suspended = IsSystemTime ? LinuxClock.TotalSuspended() : null;
    }

    public Lock Gate { get; } = new();

    public QualityLog Quality { get; } = new();

    public List<SourceSlot> Sources { get; } = [];

    public List<IEnergyTrack> Tracks { get; } = [];

    public bool IsFrozen { get; private set; }

    public Edge? Start { get; private set; }

    public Edge? End => _stop;

    /// <summary>Gets or sets who takes readings as they come; null when nobody does.</summary>
    public ReadingPump? Pump { get; set; }

    /// <summary>Gets or sets what streaming outputs are told of besides readings; null when there are none.</summary>
    public ProgressFeed? Progress { get; set; }

    public IEnumerable<PhaseTotals> Phases => _phases.Values;

    /// <summary>Gets the runs of phases that are not summed yet: under way, or waiting for the sensors' next update. Under the gate.</summary>
    public IEnumerable<PhaseInstance> LivePhases => _settling.Concat(_running);

    /// <summary>Gets the idle stretches that were asked for.</summary>
    public IReadOnlyList<(Edge Begin, Edge End)> Idle => _idle;

    public IEnumerable<UserSeries> UserSeriesList => _userSeries.Values;

    public IReadOnlyDictionary<string, double> Counts => _counts;

    public long UserSeriesBudget { get; }

    private bool IsSystemTime => ReferenceEquals(_time, TimeProvider.System);

    /// <summary>The present, in seconds since the recorder was made.</summary>
    public double Now() => Seconds(_time.GetTimestamp());

    public double Seconds(long timestamp) => (timestamp - _origin) * _secondsPerTick;

    public double Duration(long ticks) => ticks * _secondsPerTick;

    public long Timestamp(double seconds) => _origin + (long)(seconds / _secondsPerTick);

    /// <summary>Adds a source; before the start only.</summary>
    public SourceSlot Add(SourceRunner runner, TimeSpan interval, long historyBudget)
    {
        SourceSlot slot = new(this, runner, interval, historyBudget);
        Sources.Add(slot);
        Tracks.AddRange(slot.Channels.Select(channel => channel.Track).OfType<IEnergyTrack>());
        return slot;
    }

    public void Begin(double seconds) => Start = AddEdge(seconds);

    /// <summary>Marks a moment at which every track is asked for its energy.</summary>
    public Edge AddEdge(double seconds)
    {
        lock (Gate)
        {
            Edge edge = new(seconds, Tracks.Count);
            for (int track = 0; track < Tracks.Count; track++)
            {
                Tracks[track].Edges.Relieve(Tracks[track]);
                Tracks[track].Edges.Add(edge, track);
            }

            foreach (SourceSlot slot in Sources)
            {
                slot.EdgeAdded(seconds);
            }

            return edge;
        }
    }

    /// <summary>Begins a run of a phase; null when the session has come to its end meanwhile.</summary>
    public PhaseInstance? BeginPhase(string name, string path, int depth, Edge begin)
    {
        lock (Gate)
        {
            if (_stop is not null)
            {
                return null;
            }

            if (!_phases.TryGetValue(path, out PhaseTotals? totals))
            {
                totals = new PhaseTotals(name, path, depth, Tracks, Start?.Seconds ?? 0);
                _phases.Add(path, totals);
            }

            totals.Started(begin.Seconds);
            PhaseInstance run = new(totals, _phasesBegun++, begin);
            _running.Add(run);
            Progress?.Changed(run);
            return run;
        }
    }

    /// <summary>Ends a run of a phase; one that outlives the session ends with it.</summary>
    public void EndPhase(PhaseInstance run, Edge end)
    {
        lock (Gate)
        {
            if (_stop is null && _running.Remove(run))
            {
                run.End = end;
                _settling.Enqueue(run);
                Progress?.Changed(run);
                SettlePhases();
            }
        }
    }

    public void Count(PhaseInstance? run, string unit, double amount)
    {
        lock (Gate)
        {
            if (IsFrozen)
            {
                return; // the report is being made
            }

            if (run is null)
            {
                _counts[unit] = _counts.GetValueOrDefault(unit) + amount;
                Progress?.Counted();
            }
            else
            {
                run.Count(unit, amount);
                if (run.End is null)
                {
                    Progress?.Changed(run); // one that has ended was told for the last time
                }
            }
        }
    }

    public void AddIdle(Edge begin, Edge end)
    {
        lock (Gate)
        {
            _idle.Add((begin, end));
            Progress?.Idled(begin, end);
        }
    }

    /// <summary>What the streaming outputs are to be told of next; null when there is nothing.</summary>
    public RunProgress? TakeProgress()
    {
        lock (Gate)
        {
            return Progress?.Take(this);
        }
    }

    public void Record(string name, double value)
    {
        lock (Gate)
        {
            if (IsFrozen)
            {
                return;
            }

            if (!_userSeries.TryGetValue(name, out UserSeries? series))
            {
                series = new UserSeries(name, UserSeriesBudget);
                _userSeries.Add(name, series);
            }

            double now = Now();
            series.Add(now, value);
            Publish(series.Channel, now, value);
        }
    }

    /// <summary>Sums up the phases whose edges have settled. Under the gate.</summary>
    public void SettlePhases()
    {
        // Edges settle in the order of time, so nobody behind one that waits is done much earlier.
        while (_settling.TryPeek(out PhaseInstance? run) && run.IsSettled)
        {
            run.Totals.Add(_settling.Dequeue(), finished: true);
        }

        if (_stop is { Waiting: 0 })
        {
            _stopSettled.Set();
        }
    }

    /// <summary>Notes whether the machine slept since the last sample. Under the gate.</summary>
    public void NoteSuspend(double now)
    {
        if (_suspended is not { } before || LinuxClock.TotalSuspended() is not { } suspended)
        {
            return;
        }

        if (suspended - before > ShortestSleep)
        {
            Quality.Suspend(now, (suspended - before).TotalSeconds);
            Tracks.ForEach(track => track.NoteSuspend());
            _suspended = suspended;
        }
    }

    public void Publish(Channel channel, double seconds, double value) =>
        Pump?.Offer(new Reading(channel, TimeSpan.FromSeconds(seconds), value));

    /// <summary>Marks the end of the session.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            _stop ??= AddEdge(Now());
        }
    }

    /// <summary>Waits until every track has told its energy at the end; the sensors' last update is usually a moment away.</summary>
    public void WaitForEnd(TimeSpan patience)
    {
        if (IsSystemTime && patience > TimeSpan.Zero && _stop is { Waiting: > 0 })
        {
            _stopSettled.Wait(patience);
        }
    }

    /// <summary>Ends the recording: nothing is taken any more, and every edge that still waits is answered by what is known.</summary>
    public void Freeze()
    {
        lock (Gate)
        {
            IsFrozen = true;
            Tracks.ForEach(track => track.Edges.Finish(track));
            Sources.ForEach(slot => slot.FinishChecks());
            foreach (PhaseInstance run in _running)
            {
                run.End = _stop;
                run.IsUnfinished = true;
            }

            foreach (PhaseInstance run in _settling)
            {
                run.Totals.Add(run, finished: true);
            }

            _running.ForEach(run => run.Totals.Add(run, finished: false));
            _settling.Clear();
            _running.Clear();
        }
    }

    public void Dispose()
    {
        Sources.ForEach(slot => slot.Dispose());
        foreach (UserSeries series in _userSeries.Values)
        {
            series.Dispose();
        }
    }
}
