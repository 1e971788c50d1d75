using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Sampling;

/// <summary>An alarm of the kernel (timerfd): put off again and again, it wakes nobody until it is not put off in time.</summary>
internal sealed partial class LinuxAlarm : IAlarm
{
    // <sys/timerfd.h>, <time.h>
    private const int Monotonic = 1;
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle _timer;

    private LinuxAlarm(int descriptor) => _timer = new SafeFileHandle(descriptor, ownsHandle: true);

    /// <summary>Makes an alarm; null when the kernel gives no descriptor.</summary>
    public static LinuxAlarm? TryCreate() => TimerFdCreate(Monotonic, CloseOnExec) is >= 0 and int descriptor ? new LinuxAlarm(descriptor) : null;

    public void Set(TimeSpan after)
    {
        bool held = false;
        try
        {
            _timer.DangerousAddRef(ref held); // a closed descriptor may be somebody's file by now
            TimerSpec spec = new() { First = LinuxClock.TimeSpec.Of(after == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : after) }; // zero: never
            _ = TimerFdSetTime((int)_timer.DangerousGetHandle(), 0, in spec, 0);
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
        finally
        {
            if (held)
            {
                _timer.DangerousRelease();
            }
        }
    }

    public unsafe void Wait()
    {
        ulong expirations;
        while (Read((int)_timer.DangerousGetHandle(), &expirations, sizeof(ulong)) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            // A signal came.
        }
    }

    public void Dispose() => _timer.Dispose();

    private const int Interrupted = 4; // EINTR

    [LibraryImport("libc", EntryPoint = "timerfd_create")]
    private static partial int TimerFdCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime")]
    private static partial int TimerFdSetTime(int descriptor, int flags, in TimerSpec spec, nint old);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int descriptor, void* buffer, nuint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimerSpec
    {
        public LinuxClock.TimeSpec Interval;
        public LinuxClock.TimeSpec First;
    }
}
