namespace AIMetering.Sampling;

/// <summary>The CPU time of some threads of ours, each of which adds its own now and then.</summary>
internal sealed class ThreadCost
{
    private long _ticks = -1;

    [ThreadStatic]
    private static long t_noted;

    /// <summary>Gets the sum; null where the system does not tell, or nobody has noted anything yet.</summary>
    public TimeSpan? Sum => Volatile.Read(ref _ticks) is >= 0 and long ticks ? new TimeSpan(ticks) : null;

    /// <summary>Adds what the calling thread has used since it noted the last time. A thread notes in one sum only.</summary>
    public void Note()
    {
        if (LinuxClock.CurrentThreadCpuTime()?.Ticks is { } used)
        {
            Interlocked.CompareExchange(ref _ticks, 0, -1);
            Interlocked.Add(ref _ticks, used - t_noted);
            t_noted = used;
        }
    }
}
