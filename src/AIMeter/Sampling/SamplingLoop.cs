namespace AIMetering.Sampling;

/// <summary>A thread that reads its sources on time. It ends when nobody needs its sources any more.</summary>
internal sealed class SamplingLoop : IDisposable
{
    private readonly TimeProvider _time;
    private readonly IPacer _pacer;
    private readonly Thread _thread;
    private readonly Action<SourceRunner> _onSlow;
    private readonly long _slow;
    private SourceRunner[] _runners = [];
    private long _cpuTicks = -1;
    private volatile bool _stopping;

    /// <summary>Starts a loop.</summary>
    /// <param name="name">The name of the thread.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onSlow">Told, on this thread, of a source that keeps the others waiting.</param>
    public SamplingLoop(string name, TimeProvider time, Action<SourceRunner> onSlow)
    {
        (_time, _onSlow, _pacer) = (time, onSlow, Pacer.For(time));
        _slow = time.TimestampFrequency / 50; // 20 ms: twice as long as any sensor file or driver call should take
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Gets the CPU time of the loop's thread so far; null where the system does not tell.</summary>
    public TimeSpan? CpuTime => Volatile.Read(ref _cpuTicks) is >= 0 and long ticks ? new TimeSpan(ticks) : null;

    public void Add(SourceRunner runner) => Change(runners => [.. runners, runner]);

    public void Remove(SourceRunner runner) => Change(runners => [.. runners.Where(each => each != runner)]);

    /// <summary>Lets the loop look at its deadlines anew.</summary>
    public void Wake() => _pacer.Wake();

    public void Dispose()
    {
        _stopping = true;
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
            long next = long.MaxValue;
            foreach (SourceRunner runner in Volatile.Read(ref _runners))
            {
                next = Math.Min(next, Serve(runner));
            }

            Volatile.Write(ref _cpuTicks, LinuxClock.CurrentThreadCpuTime()?.Ticks ?? -1);
            if (!_stopping)
            {
                _pacer.WaitUntil(next);
            }
        }
    }

    private long Serve(SourceRunner runner)
    {
        long now = _time.GetTimestamp();
        if (runner.NextDue(now) <= now)
        {
            runner.Sample(now);
            if (runner.IsShared && runner.LastReadTicks > _slow)
            {
                _onSlow(runner);
                return long.MaxValue;
            }
        }

        return runner.NextDue(_time.GetTimestamp());
    }
}
