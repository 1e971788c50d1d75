using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AIMetering.Sources;

namespace AIMetering.Benchmarks.Measuring;

/// <summary>CPU time in seconds: what a shared machine can be trusted with, where wall time tells of the neighbours.</summary>
internal static partial class CpuClock
{
    private const int Process = 2; // CLOCK_PROCESS_CPUTIME_ID
    private const int Thread = 3;  // CLOCK_THREAD_CPUTIME_ID

    public static double OfProcess() => Read(Process);

    public static double OfThread() => Read(Thread);

    /// <summary>
    /// The CPU time that the runtime's compiler took so far on its own thread: it recompiles what runs often, once in the life of a
    /// process, and has nothing to do with a rate. 0 where the kernel does not tell.
    /// </summary>
    public static double OfCompiler()
    {
        double sum = 0;
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            bool compiles = FileText.TryRead(Path.Combine(task, "comm"))?.StartsWith(".NET Tiered", StringComparison.Ordinal) == true;
            string? ran = compiles ? FileText.TryRead(Path.Combine(task, "schedstat"))?.Split(' ')[0] : null;
            sum += ran is null ? 0 : 1e-9 * double.Parse(ran, CultureInfo.InvariantCulture);
        }

        return sum;
    }

    /// <summary>Gets the resident memory of this process in bytes.</summary>
    public static long Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        string kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return 1024 * long.Parse(kibibytes, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits without using CPU.</summary>
    public static double Sleep(double seconds)
    {
        long begin = Stopwatch.GetTimestamp();
        System.Threading.Thread.Sleep(TimeSpan.FromSeconds(seconds));
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Read(int clock) =>
        ClockGetTime(clock, out TimeSpec time) == 0 ? time.Seconds + (time.Nanoseconds * 1e-9) : double.NaN;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
