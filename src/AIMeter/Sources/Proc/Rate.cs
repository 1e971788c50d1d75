namespace AIMetering.Sources.Proc;

/// <summary>The growth of a count per second since the value before, over a span longer than the count's own steps.</summary>
internal struct Rate(TimeProvider time)
{
    /// <summary>The shortest span; the kernel counts CPU time in steps of 10 ms, so anything shorter shows the steps, not the load.</summary>
    public static readonly TimeSpan ShortestSpan = TimeSpan.FromMilliseconds(50);

    private readonly long _shortest = (long)(ShortestSpan.TotalSeconds * time.TimestampFrequency);
    private double _count;
    private long _time;
    private bool _started;

    /// <summary>Whether a count taken now would give a value, or start the series; if not, it need not be read at all.</summary>
    public readonly bool IsDue(long now) => !_started || now - _time >= _shortest;

    /// <summary>Takes the count as it is now.</summary>
    /// <returns>False at the first count, and while the span since the last value is too short.</returns>
    public bool TryAdvance(double count, long now, out double perSecond)
    {
        perSecond = double.NaN;
        bool due = _started && IsDue(now);
        if (due)
        {
            perSecond = Math.Max(0, count - _count) * time.TimestampFrequency / (now - _time);
        }

        if (due || !_started)
        {
            (_count, _time, _started) = (count, now, true);
        }

        return due;
    }
}
