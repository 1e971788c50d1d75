using AIMetering.Benchmarks.Machines;
using BenchmarkDotNet.Attributes;

namespace AIMetering.Benchmarks.Suites;

/// <summary>What the measured program itself calls while a session runs.</summary>
[MemoryDiagnoser]
public class SessionBenchmarks
{
    private PowercapTree _tree = null!;
    private MeterSession _session = null!;
    private double _loss;

    [GlobalSetup]
    public void Start()
    {
        _tree = PowercapTree.Create();
        _tree.Show(1);
        _session = AIMeter.Configure("benchmark").WithSysRoot(_tree.Root).Start();
        _session.Record("loss", 0);
    }

    [GlobalCleanup]
    public void Stop()
    {
        _session.Dispose();
        _tree.Dispose();
        PowercapTree.Delete(_tree.Root);
    }

    [Benchmark]
    public void Record() => _session.Record("loss", _loss += 0.001);

    [Benchmark]
    public void Count() => _session.Count("tokens");

    [Benchmark]
    public object Current() => _session.Current;
}
