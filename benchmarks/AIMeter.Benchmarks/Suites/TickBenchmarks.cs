using AIMetering.Benchmarks.Bare;
using AIMetering.Benchmarks.Machines;
using AIMetering.Benchmarks.Trials;
using BenchmarkDotNet.Attributes;

namespace AIMetering.Benchmarks.Suites;

/// <summary>One tick of all built-in sources against the same reads by hand, as at 10 Hz.</summary>
[MemoryDiagnoser]
public class TickBenchmarks
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly RunningAhead _clock = new();
    private PowercapTree _tree = null!;
    private BareReads _bare = null!;
    private MeterTick _meter = null!;
    private double _seconds;
    private int _tick;

    [GlobalSetup]
    public void Open()
    {
        _tree = PowercapTree.Create();
        _bare = new BareReads(_tree.Root);
        _meter = new MeterTick(_tree.Root, _clock, Interval);
    }

    [GlobalCleanup]
    public void Close()
    {
        _meter.Dispose();
        _bare.Dispose();
        _tree.Dispose();
        PowercapTree.Delete(_tree.Root);
    }

    [Benchmark(Baseline = true)]
    public void Bare()
    {
        Pass();
        _bare.Read(withGauges: true, withSlow: _tick++ % 10 == 0);
    }

    [Benchmark]
    public void Meter()
    {
        Pass();
        _meter.Tick();
    }

    // Both pay for the writes that make the counters grow: about a microsecond each.
    private void Pass()
    {
        _clock.Advance(Interval);
        _tree.Show(_seconds += Interval.TotalSeconds);
    }
}
