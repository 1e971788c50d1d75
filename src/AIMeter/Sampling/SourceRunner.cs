using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Sampling;

/// <summary>Reads one source for all sessions that want it: one read at a time, whoever asks.</summary>
internal sealed class SourceRunner : IDisposable
{
    private readonly TimeProvider _time;
    private readonly bool[] _wanted;
    private volatile Lock _gate = new();
    private volatile SampleWriter _writer;
    private Subscription[] _subscriptions = [];
    private volatile bool _disposed, _hangs;
    private int _slowReads, _verySlowReads;
    private bool _closed;

    public SourceRunner(IMetricSampler sampler, TimeProvider time)
    {
        (Sampler, _time, Channels, Interval) = (sampler, time, [.. sampler.Channels], sampler.Interval);
        HasEnergy = Channels.Any(channel => channel.AccountsEnergy);
        (_writer, _wanted) = (new SampleWriter(time, Channels.Count), new bool[Channels.Count]);
        IsShared = !sampler.MayBlock;
    }

    public IMetricSampler Sampler { get; }

    /// <summary>Gets the channels as the source told them once: it may tell others when asked again.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Gets how often the source wants to be read, as it told once.</summary>
    public TimeSpan? Interval { get; }

    /// <summary>Gets whether energy is accounted from this source: its reads at the edges of phases matter.</summary>
    public bool HasEnergy { get; }

    /// <summary>Gets or sets whether the source is quick: read on the common thread and at edges. A source that proves slow loses it.</summary>
    public bool IsShared { get; set; }

    /// <summary>
    /// Gets or sets whether the source is read on the common thread too, though it may block: a thread that it keeps is replaced, and one
    /// wake-up for all sources costs half as much as two. A source that is slow, or has kept a thread, loses it.
    /// </summary>
    public bool RidesAlong { get; set; }

    /// <summary>Gets whether a source that shares the common thread has been slow several times in a row, so not by chance.</summary>
    public bool IsTooSlow => (IsShared && _verySlowReads >= MostVerySlowReads) || (RidesAlong && _slowReads >= MostSlowReads);

    /// <summary>Gets how many times the source was read.</summary>
    public long Reads { get; private set; }

    /// <summary>Gets the time spent in reads, in time stamp units.</summary>
    public long ReadTicks { get; private set; }

    /// <summary>Gets how long the last read took, in time stamp units.</summary>
    public long LastReadTicks { get; private set; }

    public bool IsUnused => _subscriptions.Length == 0;

    public void Add(Subscription subscription) => Change(subscriptions => [.. subscriptions, subscription]);

    /// <summary>Ends a subscription. A read under way may still call its consumer once.</summary>
    public void Remove(Subscription subscription) => Change(subscriptions => [.. subscriptions.Where(each => each != subscription)]);

    /// <summary>When the source wants to be read next, in time stamps.</summary>
    public long NextDue(long now)
    {
        long next = long.MaxValue;
        foreach (Subscription subscription in Volatile.Read(ref _subscriptions))
        {
            next = Math.Min(next, Math.Min(subscription.NextDue, subscription.Consumer.NextUsefulRead(now)));
        }

        return next;
    }

    /// <summary>Reads the source for the sessions whose time has come; the others only get the energy.</summary>
    /// <returns>False when this thread was left behind in the source: another one reads it now.</returns>
    public bool Sample(long now)
    {
        lock (_gate)
        {
            Subscription[] subscriptions = Volatile.Read(ref _subscriptions);
            bool due = false;
            foreach (Subscription subscription in subscriptions)
            {
                due |= subscription.NextDue <= now;
            }

            return Read(subscriptions, energyOnly: !due, now, due ? null : Wanted(subscriptions, now));
        }
    }

    /// <summary>Leaves the thread behind that has been inside a call of the source for too long, if there is one.</summary>
    /// <returns>Whether one was: the caller is to read in its place.</returns>
    public bool TryLeaveBehind()
    {
        if (Sampler is not ILeaveBehind source || !source.TryLeaveBehind())
        {
            return false;
        }

        (_writer, _gate) = (new SampleWriter(_time, Channels.Count), new Lock()); // the others are the lost thread's to keep
        return true;
    }

    /// <summary>Reads everything for one session now, whatever its deadlines: its first and its last sample.</summary>
    public void SampleFor(Subscription subscription)
    {
        if (IsShared)
        {
            TryRead([subscription], energyOnly: false, now: long.MaxValue);
        }
    }

    /// <summary>Reads the energy at the edge of a phase, unless somebody else is reading and does not finish soon.</summary>
    public void SampleEdge()
    {
        if (IsShared && HasEnergy)
        {
            TryRead(Volatile.Read(ref _subscriptions), energyOnly: true, now: long.MinValue);
        }
    }

    /// <summary>Closes the source. A read that hangs is not waited for: it closes the source when it returns.</summary>
    public void Dispose()
    {
        _disposed = true;
        Lock gate = _gate;
        if (gate.TryEnter(ClosePatience))
        {
            try
            {
                Close();
            }
            finally
            {
                gate.Exit();
            }
        }
    }

    private const int MostSlowReads = 5, MostVerySlowReads = 2;

    // 1 ms: what the other sources of a thread can wait for at every tick. 20 ms: twice as long as any sensor file or driver call should
    // take. By the machine's clock, whatever time the session has: a thread that lacks a CPU has no part in another time.
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(1), VerySlow = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(100);

    // Longer than any ordinary read of a quick source, also of one whose thread has to wait for a CPU on a busy machine. In turns: while
    // the whole process stands still, only one of them passes.
    private const int EdgeTurns = 20;

    private static readonly TimeSpan EdgeTurn = TimeSpan.FromMilliseconds(1);

    // A source that stops its session or begins a phase from within a read is not read inside that read.
    private void TryRead(Subscription[] subscriptions, bool energyOnly, long now)
    {
        Lock gate = _gate;
        if (!gate.IsHeldByCurrentThread && TryEnter(gate))
        {
            try
            {
                Read(subscriptions, energyOnly, now, wanted: null);
            }
            finally
            {
                gate.Exit();
            }
        }
    }

    // A read that hangs costs one caller its patience, and no other one any.
    private bool TryEnter(Lock gate)
    {
        if (gate.TryEnter())
        {
            return true;
        }

        if (_hangs)
        {
            return false;
        }

        for (int turn = 0; turn < EdgeTurns; turn++)
        {
            if (gate.TryEnter(EdgeTurn))
            {
                return true;
            }
        }

        _hangs = true; // until a read ends
        return false;
    }

    private void Close()
    {
        if (!_closed)
        {
            _closed = true;
            (Sampler as IDisposable)?.Dispose();
        }
    }

    private void Change(Func<Subscription[], Subscription[]> change)
    {
        Subscription[] before, after;
        do
        {
            before = _subscriptions;
            after = change(before);
        }
        while (Interlocked.CompareExchange(ref _subscriptions, after, before) != before);
    }

    private bool[] Wanted(Subscription[] subscriptions, long now)
    {
        Array.Clear(_wanted);
        foreach (Subscription subscription in subscriptions)
        {
            subscription.Consumer.Want(now, _wanted);
        }

        return _wanted;
    }

    private bool Read(Subscription[] subscriptions, bool energyOnly, long now, bool[]? wanted)
    {
        if (_disposed)
        {
            return true;
        }

        SampleWriter writer = _writer;
        (long begin, long start) = (_time.GetTimestamp(), TimeProvider.System.GetTimestamp());
        Exception? failure = null;
        writer.Begin(energyOnly, wanted);
        try
        {
            Sampler.Sample(writer);
        }
        catch (Exception error) // whatever a source throws must not reach the measured program; the report tells
        {
            failure = error;
        }

        if (writer.IsLeftBehind)
        {
            return false;
        }

        _hangs = false;
        LastReadTicks = _time.GetTimestamp() - begin;
        TimeSpan taken = TimeProvider.System.GetElapsedTime(start);
        (_slowReads, _verySlowReads) = (taken > Slow ? _slowReads + 1 : 0, taken > VerySlow ? _verySlowReads + 1 : 0);
        ReadTicks += LastReadTicks;
        Reads++;
        foreach (Subscription subscription in subscriptions)
        {
            bool due = subscription.NextDue <= now;
            subscription.Consumer.Take(writer.Samples, isSample: due, failure);
            if (due && now != long.MaxValue)
            {
                subscription.Advance(now);
            }
        }

        if (_disposed)
        {
            Close(); // closed while this read was under way
        }

        return true;
    }
}
