using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Sampling;

/// <summary>Waits in ppoll on an event descriptor: nanosecond deadlines, one system call a tick, and a wake-up from any thread.</summary>
/// <remarks>
/// Timers and the thread pool were measured to lose nearly every tick while the program saturates the pool, and to cost ten
/// times the CPU of a thread of one's own.
/// </remarks>
internal sealed partial class LinuxPacer : IPacer
{
    // <sys/eventfd.h> and <poll.h>
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const short PollIn = 1;

    private readonly SafeFileHandle _event;

    private LinuxPacer(int descriptor) => _event = new SafeFileHandle(descriptor, ownsHandle: true);

    /// <summary>Makes a pacer; null when the kernel gives no descriptor, as when the program has used up its open files.</summary>
    public static LinuxPacer? TryCreate() => EventFd(0, CloseOnExec | NonBlocking) is >= 0 and int descriptor ? new LinuxPacer(descriptor) : null;

    public unsafe void WaitUntil(long timestamp)
    {
        long remaining = timestamp == long.MaxValue ? long.MaxValue : timestamp - TimeProvider.System.GetTimestamp();
        if (remaining <= 0)
        {
            return;
        }

        // On Linux a time stamp is a nanosecond of CLOCK_MONOTONIC.
        LinuxClock.TimeSpec wait = new() { Seconds = (nint)(remaining / 1_000_000_000), Nanoseconds = (nint)(remaining % 1_000_000_000) };
        PollFd poll = new() { Descriptor = (int)_event.DangerousGetHandle(), Events = PollIn };
        int ready = PPoll(&poll, 1, timestamp == long.MaxValue ? null : &wait, null);
        if (ready > 0)
        {
            ulong count;
            _ = Read((int)_event.DangerousGetHandle(), &count, sizeof(ulong)); // back to zero: this wake-up is used up
        }
    }

    public unsafe void Wake()
    {
        ulong one = 1;
        bool held = false;
        try
        {
            _event.DangerousAddRef(ref held); // a closed descriptor may be somebody's file by now
            _ = Write((int)_event.DangerousGetHandle(), &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended; there is nobody to wake.
        }
        finally
        {
            if (held)
            {
                _event.DangerousRelease();
            }
        }
    }

    public void Dispose() => _event.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static unsafe partial int PPoll(PollFd* descriptors, nuint count, LinuxClock.TimeSpec* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "read")]
    private static unsafe partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    private static unsafe partial nint Write(int descriptor, void* buffer, nuint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
