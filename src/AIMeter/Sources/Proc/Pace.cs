namespace AIMetering.Sources.Proc;

/// <summary>Lets a read happen at most once in a period, for what is dear to read and slow to change.</summary>
internal struct Pace(TimeProvider time, TimeSpan period)
{
    private readonly long _period = (long)(period.TotalSeconds * time.TimestampFrequency);
    private long _last;
    private bool _started;

    /// <summary>Once a second, less what a sampling loop of a round interval may come early by.</summary>
    public static Pace OnceASecond(TimeProvider time) => new(time, TimeSpan.FromMilliseconds(950));

    /// <summary>Twenty times a second, for gauges that the kernel itself does not keep any finer.</summary>
    public static Pace TwentyTimesASecond(TimeProvider time) => new(time, TimeSpan.FromMilliseconds(45));

    public bool IsDue(long now)
    {
        if (_started && now - _last < _period)
        {
            return false;
        }

        (_last, _started) = (now, true);
        return true;
    }
}
