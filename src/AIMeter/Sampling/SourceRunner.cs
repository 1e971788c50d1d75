using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Sampling;

/// <summary>Reads one source for all sessions that want it: one read at a time, whoever asks.</summary>
internal sealed class SourceRunner : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SampleWriter _writer;
    private readonly TimeProvider _time;
    private Subscription[] _subscriptions = [];
    private volatile bool _disposed;
    private bool _closed;

    public SourceRunner(IMetricSampler sampler, TimeProvider time)
    {
        (Sampler, _time, Channels, Interval) = (sampler, time, [.. sampler.Channels], sampler.Interval);
        HasEnergy = Channels.Any(channel => channel.AccountsEnergy);
        _writer = new SampleWriter(time, Channels.Count);
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
    public void Sample(long now)
    {
        lock (_gate)
        {
            Subscription[] subscriptions = Volatile.Read(ref _subscriptions);
            bool due = false;
            foreach (Subscription subscription in subscriptions)
            {
                due |= subscription.NextDue <= now;
            }

            Read(subscriptions, energyOnly: !due, now);
        }
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
        if (_gate.TryEnter(ClosePatience))
        {
            try
            {
                Close();
            }
            finally
            {
                _gate.Exit();
            }
        }
    }

    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(100);

    // Longer than any ordinary read of a quick source; a caller at the edge of a phase never waits more than this for one that hangs.
    private static readonly TimeSpan EdgePatience = TimeSpan.FromMilliseconds(1);

    // A source that stops its session or begins a phase from within a read is not read inside that read.
    private void TryRead(Subscription[] subscriptions, bool energyOnly, long now)
    {
        if (!_gate.IsHeldByCurrentThread && _gate.TryEnter(EdgePatience))
        {
            try
            {
                Read(subscriptions, energyOnly, now);
            }
            finally
            {
                _gate.Exit();
            }
        }
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

    private void Read(Subscription[] subscriptions, bool energyOnly, long now)
    {
        if (_disposed)
        {
            return;
        }

        long begin = _time.GetTimestamp();
        Exception? failure = null;
        _writer.Begin(energyOnly);
        try
        {
            Sampler.Sample(_writer);
        }
        catch (Exception error) // whatever a source throws must not reach the measured program; the report tells
        {
            failure = error;
        }

        LastReadTicks = _time.GetTimestamp() - begin;
        ReadTicks += LastReadTicks;
        Reads++;
        foreach (Subscription subscription in subscriptions)
        {
            bool due = subscription.NextDue <= now;
            subscription.Consumer.Take(_writer.Samples, isSample: due, failure);
            if (due && now != long.MaxValue)
            {
                subscription.Advance(now);
            }
        }

        if (_disposed)
        {
            Close(); // closed while this read was under way
        }
    }
}
