namespace AIMetering.Sampling;

/// <summary>Waits for a deadline on the session's clock. One thread waits; any thread may wake it.</summary>
internal interface IPacer : IDisposable
{
    /// <summary>Waits until the time stamp has come or somebody calls <see cref="Wake"/>.</summary>
    /// <param name="timestamp">A time stamp of the time provider; <see cref="long.MaxValue"/> waits for a wake-up only.</param>
    void WaitUntil(long timestamp);

    /// <summary>Ends the present wait, or the next one at once when nobody waits.</summary>
    void Wake();
}

internal static class Pacer
{
    /// <summary>The best pacer for a clock: the kernel's for the system's clock on Linux, a timer of the provider otherwise.</summary>
    public static IPacer For(TimeProvider time) =>
        (ReferenceEquals(time, TimeProvider.System) && OperatingSystem.IsLinux() ? LinuxPacer.TryCreate() : null) ?? (IPacer)new TimerPacer(time);
}
