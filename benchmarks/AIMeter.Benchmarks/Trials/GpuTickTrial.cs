using System.Diagnostics;
using AIMetering.Accounting;
using AIMetering.Benchmarks.Bare;
using AIMetering.Benchmarks.Machines;
using AIMetering.Benchmarks.Measuring;
using AIMetering.Sampling;
using AIMetering.Sources;
using AIMetering.Sources.Nvml;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIMetering.Benchmarks.Trials;

/// <summary>One tick of simulated GPUs with every NVML metric, as at 10 Hz, against the same native calls by hand.</summary>
/// <remarks>CPU time and bytes are those of all threads of the process, the compiler's left out.</remarks>
internal sealed class GpuTickTrial
{
    private const double WarmSeconds = 4; // the runtime compiles what runs often twice more, each time after a pause
    private const int Rounds = 60;
    private const int TicksPerBlock = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly SimulatedGpus _gpus;
    private readonly RunningAhead _clock = new();
    private readonly SourceRunner _runner;
    private readonly SessionRecorder _recorder;
    private readonly BareGpuReads _bare;
    private int _tick;

    private GpuTickTrial(int gpus)
    {
        _gpus = new SimulatedGpus(gpus, isByHand: true);
        GpuOptions options = new() { Libraries = [SimulatedGpus.LibraryPath], Environment = static _ => null };
        ProbedSource source = new NvmlProbe(options).Probe(new SourceEnvironment("/sys", "/proc", "/dev", _clock, NullLogger.Instance));
        _runner = new SourceRunner(source.Sampler ?? throw new InvalidOperationException(source.Status.Reason), _clock);
        _recorder = new SessionRecorder(_clock, 1 << 20);
        SourceSlot slot = _recorder.Add(_runner, Interval, 64L << 20);
        _runner.Add(new Subscription(slot, _clock.GetTimestamp(), (long)(Interval.TotalSeconds * _clock.TimestampFrequency)));
        _recorder.Begin(_recorder.Now());
        _bare = new BareGpuReads(NvmlLibrary.TryOpen([SimulatedGpus.LibraryPath], out _)!.Api, gpus);
    }

    public static Dictionary<string, double> Run(int gpus) => new GpuTickTrial(gpus).Measure();

    private Dictionary<string, double> Measure()
    {
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalSeconds < WarmSeconds;)
        {
            Block(Pass);
            Block(Bare);
            Block(Meter);
            Allocated();
        }

        List<double> controls = [], bares = [], meters = [];
        (long allocated, ulong meterCalls, ulong bareCalls) = (0, 0, 0);
        for (int round = 0; round < Rounds; round++)
        {
            controls.Add(Block(Pass));
            ulong calls = _gpus.Calls;
            bares.Add(Block(Bare));
            bareCalls += _gpus.Calls - calls;
            Meter(); // the first after the others is a gap of time, which is noted
            calls = _gpus.Calls;
            meters.Add(Block(Meter));
            meterCalls += _gpus.Calls - calls;
            allocated += Allocated();
        }

        double nothing = Spread.Of(controls).Median, ticks = Rounds * TicksPerBlock;
        Spread ratio = Spread.Of(meters.Zip(bares, (m, b) => (m - nothing) / (b - nothing)));
        return new()
        {
            ["series"] = _recorder.Sources.Sum(source => source.Channels.Length),
            ["meter_us"] = 1e6 * (Spread.Of(meters).Median - nothing),
            ["bare_us"] = 1e6 * (Spread.Of(bares).Median - nothing),
            ["ratio_low"] = ratio.Low,
            ["ratio"] = ratio.Median,
            ["ratio_high"] = ratio.High,
            ["bytes"] = allocated / ticks,
            ["meter_calls"] = meterCalls / ticks,
            ["bare_calls"] = bareCalls / ticks,
        };
    }

    private void Pass()
    {
        _gpus.Advance(Interval);
        _clock.Advance(Interval);
    }

    private void Meter()
    {
        Pass();
        long now = _clock.GetTimestamp();
        _runner.Sample(now);
        _ = _runner.NextDue(now);
    }

    private void Bare()
    {
        Pass();
        _bare.Read(withFast: true, withSlow: _tick++ % 10 == 0);
    }

    // Of all threads.
    private long Allocated()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < TicksPerBlock; i++)
        {
            Meter();
        }

        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static double Block(Action tick)
    {
        double begin = CpuClock.OfProcess() - CpuClock.OfCompiler();
        for (int i = 0; i < TicksPerBlock; i++)
        {
            tick();
        }

        return (CpuClock.OfProcess() - CpuClock.OfCompiler() - begin) / TicksPerBlock;
    }
}
