namespace AIMetering.Sampling;

/// <summary>Wakes one thread after a while, unless it is put off meanwhile.</summary>
internal interface IAlarm : IDisposable
{
    /// <summary>Has the alarm go off after a time from now, whatever was set before; <see cref="Timeout.InfiniteTimeSpan"/> for not at all.</summary>
    void Set(TimeSpan after);

    /// <summary>Waits until it goes off.</summary>
    void Wait();
}

/// <summary>An alarm of any clock: a timer, for other systems and for tests whose time is theirs.</summary>
internal sealed class TimerAlarm : IAlarm
{
    private readonly AutoResetEvent _signal = new(false);
    private readonly ITimer _timer;

    public TimerAlarm(TimeProvider time) =>
        _timer = time.CreateTimer(static state => Signal((AutoResetEvent)state!), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Set(TimeSpan after) => _timer.Change(after, Timeout.InfiniteTimeSpan);

    public void Wait() => _signal.WaitOne();

    public void Dispose()
    {
        _timer.Dispose();
        _signal.Dispose();
    }

    private static void Signal(AutoResetEvent signal)
    {
        try
        {
            signal.Set();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }
}

internal static class Alarm
{
    /// <summary>The best alarm for a clock: the kernel's for the system's clock on Linux, a timer of the provider otherwise.</summary>
    public static IAlarm For(TimeProvider time) =>
        (ReferenceEquals(time, TimeProvider.System) && OperatingSystem.IsLinux() ? LinuxAlarm.TryCreate() : null) ?? (IAlarm)new TimerAlarm(time);
}
