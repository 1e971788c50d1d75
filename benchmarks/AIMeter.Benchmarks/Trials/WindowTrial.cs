using AIMetering.Accounting;
using AIMetering.Benchmarks.Bare;
using AIMetering.Benchmarks.Machines;
using AIMetering.Benchmarks.Measuring;
using AIMetering.Sources.Nvml;

namespace AIMetering.Benchmarks.Trials;

/// <summary>A process that does nothing but measure for a while: what its CPU, memory and punctuality are.</summary>
internal static class WindowTrial
{
    private const double WarmSeconds = 4; // most of what runs often is compiled for good by then
    private const double SettleSeconds = 2;

    /// <summary>Measures.</summary>
    /// <param name="who"><c>idle</c> does nothing, <c>bare</c> is the loop by hand, <c>meter</c> a session.</param>
    /// <param name="gpus">How many simulated GPUs the machine has besides.</param>
    /// <param name="hertz">How often to sample.</param>
    /// <param name="seconds">The length of the window.</param>
    /// <param name="sysRoot">A powercap tree kept by another process.</param>
    public static Dictionary<string, double> Run(string who, int gpus, double hertz, double seconds, string sysRoot)
    {
        BareGpuReads? gpuReads = null;
        if (gpus > 0)
        {
            _ = new SimulatedGpus(gpus, isByHand: false);
            gpuReads = new BareGpuReads(NvmlLibrary.TryOpen([SimulatedGpus.LibraryPath], out _)!.Api, gpus);
        }

        TimeSpan interval = TimeSpan.FromSeconds(1 / hertz);
        return who switch
        {
            "idle" => Idle(seconds),
            "bare" => Bare(interval, seconds, sysRoot, gpuReads),
            "meter" => Meter(interval, seconds, sysRoot),
            _ => throw new ArgumentException($"A window is of idle, bare or meter, not of '{who}'."),
        };
    }

    private static Dictionary<string, double> Idle(double seconds)
    {
        CpuClock.Sleep(WarmSeconds);
        return Measure(seconds);
    }

    private static Dictionary<string, double> Bare(TimeSpan interval, double seconds, string sysRoot, BareGpuReads? gpus)
    {
        using BareReads reads = new(sysRoot);
        using (new BareLoop(TimeSpan.FromMilliseconds(1), () => Read(true, true, true), 0))
        {
            CpuClock.Sleep(WarmSeconds); // so that the compiler has done most of its work before the window
        }

        int gauges = Every(0.05), tenth = Every(0.1), slow = Every(1), tick = 0;
        void Tick()
        {
            Read(tick % gauges == 0, tick % tenth == 0, tick % slow == 0);
            tick++;
        }

        int stamps = (int)((seconds + SettleSeconds + 1) / interval.TotalSeconds);
        using BareLoop loop = new(interval, Tick, stamps);
        CpuClock.Sleep(SettleSeconds);
        return Measure(seconds, () => loop.Stamps, interval);

        int Every(double period) => Math.Max(1, (int)Math.Round(period / interval.TotalSeconds));

        void Read(bool withGauges, bool withTenth, bool withSlow)
        {
            reads.Read(withGauges, withSlow);
            gpus?.Read(withTenth, withSlow);
        }
    }

    private static Dictionary<string, double> Meter(TimeSpan interval, double seconds, string sysRoot)
    {
        using (MeterSession warm = Configure(TimeSpan.FromMilliseconds(1), sysRoot).Start())
        {
            CpuClock.Sleep(WarmSeconds);
        }

        using MeterSession session = Configure(interval, sysRoot).Start();
        CpuClock.Sleep(SettleSeconds);
        Dictionary<string, double> figures = Measure(seconds, () => Stamps(session.Recorder), interval);
        MeterReport report = session.Stop();
        figures["missed_in_report"] = report.Quality.MissedTicks;
        figures["sampler_percent"] = report.Overhead.PercentOfOneCore ?? double.NaN;
        figures["history_bytes"] = report.Overhead.HistoryBytes;
        figures["reads"] = report.Overhead.Reads;
        figures["series"] = report.Series.Count;
        return figures;
    }

    private static MeterConfiguration Configure(TimeSpan interval, string sysRoot) =>
        AIMeter.Configure("window").SampleEvery(interval).WithSysRoot(sysRoot);

    // When the process's CPU time was read: it is read in every sample, last but one.
    private static double[] Stamps(SessionRecorder recorder)
    {
        SourceSlot process = recorder.Sources.First(source => source.Name == "process");
        lock (recorder.Gate)
        {
            return process.History.Copy(0).Seconds;
        }
    }

    private static Dictionary<string, double> Measure(double seconds, Func<double[]>? stamps = null, TimeSpan interval = default)
    {
        int seen = stamps?.Invoke().Length ?? 0;
        double cpu = CpuClock.OfProcess(), compiler = CpuClock.OfCompiler();
        double elapsed = CpuClock.Sleep(seconds);
        cpu = CpuClock.OfProcess() - cpu;
        compiler = Math.Max(0, CpuClock.OfCompiler() - compiler);
        Dictionary<string, double> figures = new()
        {
            ["cpu_percent"] = 100 * (cpu - compiler) / elapsed,
            ["compiler_percent"] = 100 * compiler / elapsed,
            ["resident_bytes"] = CpuClock.Resident(),
            ["managed_bytes"] = GC.GetTotalMemory(forceFullCollection: false),
        };
        if (stamps?.Invoke() is { } all)
        {
            Punctuality kept = Punctuality.Of(all.AsSpan(seen), interval.TotalSeconds);
            figures["hertz"] = kept.Rate;
            figures["missed"] = kept.Missed;
            figures["late_p50_us"] = 1e6 * kept.P50;
            figures["late_p99_us"] = 1e6 * kept.P99;
            figures["late_max_us"] = 1e6 * kept.Max;
        }

        return figures;
    }
}
