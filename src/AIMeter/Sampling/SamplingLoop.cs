using AIMetering.Sources;

namespace AIMetering.Sampling;

/// <summary>A thread that reads its sources on time. It ends when nobody needs its sources any more.</summary>
/// <remarks>
/// Where a source can leave a thread behind that hangs in one of its calls, a second thread stands by. It sleeps as long as the
/// first one moves, and replaces it when it does not.
/// </remarks>
internal sealed class SamplingLoop : IDisposable
{
    private readonly TimeProvider _time;
    private readonly IPacer _pacer;
    private readonly string _name;
    private readonly ThreadCost _cost = new();
    private readonly Action<SourceRunner> _onSlow;
    private SourceRunner[] _runners = [];
    private volatile Thread _thread;
    private volatile StandBy? _standBy;
    private volatile bool _stopping;

    /// <summary>Starts a loop.</summary>
    /// <param name="name">The name of the thread.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onSlow">Told, on this thread, of a source that keeps the others waiting.</param>
    public SamplingLoop(string name, TimeProvider time, Action<SourceRunner> onSlow)
    {
        (_name, _time, _onSlow, _pacer) = (name, time, onSlow, Pacer.For(time));
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Gets the CPU time of the loop's threads so far; null where the system does not tell.</summary>
    public TimeSpan? CpuTime => _cost.Sum;

    /// <summary>Adds a source. Those that ride along come last, so that they delay nobody who is on time.</summary>
    public void Add(SourceRunner runner)
    {
        Change(runners => [.. runners.Append(runner).OrderBy(each => each.RidesAlong)]);
        if (runner.Sampler is ILeaveBehind source && _standBy is null)
        {
            _standBy = new StandBy($"{_name} stand-by", _time, source.Patience, _cost, TakeOver);
        }
    }

    public void Remove(SourceRunner runner)
    {
        Change(runners => [.. runners.Where(each => each != runner)]);
        if (!Volatile.Read(ref _runners).Any(each => each.Sampler is ILeaveBehind))
        {
            _standBy?.Dispose();
            _standBy = null;
        }
    }

    /// <summary>Lets the loop look at its deadlines anew.</summary>
    public void Wake() => _pacer.Wake();

    public void Dispose()
    {
        _stopping = true;
        _standBy?.Dispose();
        _pacer.Wake();
        if (Thread.CurrentThread != _thread && _thread.Join(TimeSpan.FromSeconds(1)))
        {
            _pacer.Dispose(); // a thread that hangs in a read keeps its pacer: it must still be able to end
        }
    }

    private void Change(Func<SourceRunner[], SourceRunner[]> change)
    {
        SourceRunner[] before, after;
        do
        {
            before = _runners;
            after = change(before);
        }
        while (Interlocked.CompareExchange(ref _runners, after, before) != before);
        _pacer.Wake();
    }

    private void Run()
    {
        while (!_stopping)
        {
            _standBy?.Begins();
            long? next = ServeAll();
            _cost.Note();
            if (next is not { } deadline)
            {
                return; // left behind: another thread has gone on
            }

            if (!_stopping)
            {
                _standBy?.Waits(deadline);
                _pacer.WaitUntil(deadline);
            }
        }
    }

    // On the thread that stands by.
    private void TakeOver()
    {
        foreach (SourceRunner runner in Volatile.Read(ref _runners))
        {
            if (runner.TryLeaveBehind())
            {
                GiveOwnThread(runner);
                _thread = new Thread(Run) { IsBackground = true, Name = _name };
                _thread.Start();
            }
        }
    }

    private void GiveOwnThread(SourceRunner runner)
    {
        if (runner.RidesAlong)
        {
            _onSlow(runner);
        }
    }

    private long? ServeAll()
    {
        long next = long.MaxValue;
        foreach (SourceRunner runner in Volatile.Read(ref _runners))
        {
            if (Serve(runner) is not { } due)
            {
                return null;
            }

            next = Math.Min(next, due);
        }

        return next;
    }

    private long? Serve(SourceRunner runner)
    {
        long now = _time.GetTimestamp();
        if (runner.NextDue(now) <= now)
        {
            if (!runner.Sample(now))
            {
                return null;
            }

            if (runner.IsTooSlow)
            {
                _onSlow(runner);
                return long.MaxValue;
            }
        }

        return runner.NextDue(_time.GetTimestamp());
    }
}
