using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Sources.Rapl;

/// <summary>The system call perf_event_open(2), for which the C library has no function.</summary>
internal static partial class PerfNative
{
    /// <summary>EPERM: forbidden by a seccomp profile.</summary>
    public const int NotPermitted = 1;

    /// <summary>EACCES: forbidden by kernel.perf_event_paranoid.</summary>
    public const int AccessDenied = 13;

    /// <summary>ENOSYS: the system has no such call.</summary>
    public const int NoSuchCall = 38;

    private const ulong CloseOnExec = 8; // PERF_FLAG_FD_CLOEXEC

    /// <summary>Opens a counter for all processes on one CPU.</summary>
    /// <param name="type">The PMU.</param>
    /// <param name="config">The event.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="error">The error number of the system; 0 when it went well.</param>
    /// <returns>Null when the kernel refused.</returns>
    public static SafeFileHandle? Open(uint type, ulong config, int cpu, out int error)
    {
        if (CallNumber is not { } number)
        {
            error = NoSuchCall;
            return null;
        }

        PerfEventAttributes attributes = new() { Type = type, Size = PerfEventAttributes.FirstVersionSize, Config = config };
        nint file = PerfEventOpen(number, ref attributes, processId: -1, cpu, groupFile: -1, CloseOnExec);
        error = file < 0 ? Marshal.GetLastPInvokeError() : 0;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>read(2): RandomAccess refuses a file that cannot seek.</summary>
    /// <returns>The bytes read; less than asked for when the counter is gone.</returns>
    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(SafeFileHandle file, out ulong value, nint length);

    private static nint? CallNumber => !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 => 241,
        _ => null,
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint PerfEventOpen(
        nint number, ref PerfEventAttributes attributes, nint processId, nint cpu, nint groupFile, ulong flags);

    /// <summary>The first version of perf_event_attr, which every kernel accepts. All that is not set here stays zero.</summary>
    [StructLayout(LayoutKind.Explicit, Size = (int)FirstVersionSize)]
    internal struct PerfEventAttributes
    {
        public const uint FirstVersionSize = 64;

        [FieldOffset(0)]
        public uint Type;

        [FieldOffset(4)]
        public uint Size;

        [FieldOffset(8)]
        public ulong Config;
    }
}
