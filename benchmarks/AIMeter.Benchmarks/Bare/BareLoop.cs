using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AIMetering.Benchmarks.Bare;

/// <summary>The least that .NET needs to do something on time: a thread that sleeps until absolute deadlines.</summary>
internal sealed partial class BareLoop : IDisposable
{
    private const int Monotonic = 1;
    private const int Absolute = 1;

    private readonly long _period;
    private readonly Action _tick;
    private readonly Thread _thread;
    private readonly double[] _stamps;
    private volatile bool _stopping;

    /// <summary>Starts the loop.</summary>
    /// <param name="period">From one tick to the next.</param>
    /// <param name="tick">What to do.</param>
    /// <param name="stamps">Of how many ticks to keep the time.</param>
    public BareLoop(TimeSpan period, Action tick, int stamps)
    {
        (_period, _tick, _stamps) = (period.Ticks * 100, tick, new double[stamps]);
        _thread = new Thread(Run) { IsBackground = true, Name = "bare loop" };
        _thread.Start();
    }

    /// <summary>Gets how many ticks were done.</summary>
    public long Ticks { get; private set; }

    /// <summary>Gets when the ticks were done, in seconds.</summary>
    public double[] Stamps => _stamps[..(int)Math.Min(Ticks, _stamps.Length)];

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }

    private void Run()
    {
        long next = Stopwatch.GetTimestamp(); // on Linux: nanoseconds of CLOCK_MONOTONIC
        while (!_stopping)
        {
            next += _period;
            Sleep(next);
            _tick();
            long now = Stopwatch.GetTimestamp();
            if (Ticks < _stamps.Length)
            {
                _stamps[Ticks] = now * 1e-9;
            }

            Ticks++;
            next = now - next > _period ? now - ((now - next) % _period) : next;
        }
    }

    private static void Sleep(long until)
    {
        TimeSpec time = new() { Seconds = (nint)(until / 1_000_000_000), Nanoseconds = (nint)(until % 1_000_000_000) };
        while (ClockNanoSleep(Monotonic, Absolute, in time, 0) != 0)
        {
            // A signal came.
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanoSleep(int clock, int flags, in TimeSpec time, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
