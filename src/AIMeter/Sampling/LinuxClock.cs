using System.Runtime.InteropServices;

namespace AIMetering.Sampling;

/// <summary>The Linux calls that time needs: clocks the BCL does not offer, and a wait that is both precise and wakeable.</summary>
internal static partial class LinuxClock
{
    // <time.h> and <linux/time.h>; compiler-verified for x86-64 and the same on arm64.
    private const int Monotonic = 1;
    private const int ThreadCpuTime = 3;
    private const int BootTime = 7;

    /// <summary>The CPU time of the calling thread; null where the system does not tell.</summary>
    public static TimeSpan? CurrentThreadCpuTime() => OperatingSystem.IsLinux() && Read(ThreadCpuTime) is { } time ? time : null;

    /// <summary>How long the machine slept since boot: the clock that counts sleep less the one that does not. Null where unknown.</summary>
    public static TimeSpan? TotalSuspended() =>
        OperatingSystem.IsLinux() && Read(BootTime) is { } boot && Read(Monotonic) is { } awake ? boot - awake : null;

    private static TimeSpan? Read(int clock) =>
        ClockGetTime(clock, out TimeSpec time) == 0 ? new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100)) : null;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;

        public static TimeSpec Of(TimeSpan time) => new()
        {
            Seconds = (nint)(time.Ticks / TimeSpan.TicksPerSecond),
            Nanoseconds = (nint)(time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
    }
}
