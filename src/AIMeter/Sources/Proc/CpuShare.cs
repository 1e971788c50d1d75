namespace AIMetering.Sources.Proc;

/// <summary>The busy and stolen shares of all CPUs, in percent, since the value before.</summary>
internal struct CpuShare(TimeProvider time)
{
    private readonly long _shortest = (long)(Rate.ShortestSpan.TotalSeconds * time.TimestampFrequency);
    private CpuTimes _last;
    private long _lastTime;
    private bool _started;

    /// <summary>Takes the times as they are now.</summary>
    /// <returns>False at first, while the span is too short, and when no tick has passed.</returns>
    public bool TryAdvance(CpuTimes now, long timestamp, out double busyPercent, out double stolenPercent)
    {
        (busyPercent, stolenPercent) = (double.NaN, double.NaN);
        bool due = _started && timestamp - _lastTime >= _shortest && TryShares(_last, now, out busyPercent, out stolenPercent);
        if (due || !_started)
        {
            (_last, _lastTime, _started) = (now, timestamp, true);
        }

        return due;
    }

    private static bool TryShares(CpuTimes from, CpuTimes to, out double busyPercent, out double stolenPercent)
    {
        // Each column by itself: idle and iowait are estimates of the kernel and may step back without the others.
        double ran = Grown(from.Ran, to.Ran), stolen = Grown(from.Stolen, to.Stolen);
        double total = ran + stolen + Grown(from.Idle, to.Idle) + Grown(from.WaitedForIo, to.WaitedForIo);
        (busyPercent, stolenPercent) = (100 * (ran + stolen) / total, 100 * stolen / total);
        return total > 0;
    }

    private static double Grown(ulong from, ulong to) => to > from ? to - from : 0;
}
