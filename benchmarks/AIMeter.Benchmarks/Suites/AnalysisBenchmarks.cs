using AIMetering.Analysis;
using AIMetering.Readings;
using BenchmarkDotNet.Attributes;

namespace AIMetering.Benchmarks.Suites;

/// <summary>Analysis of an hour of eight GPUs at 10 Hz with 30 series each: 8.6 million samples, 28,680 pairs.</summary>
[MemoryDiagnoser]
public class AnalysisBenchmarks
{
    private const int Samples = 36_000;
    private const int Gpus = 8;

    private static readonly SensorTraits Sensor = new() { MaxPowerWatts = 700 };

    // The metrics an H100 gives with profiling, and how they move: a bound around which they wander.
    private static readonly (string Metric, double Centre, double Swing)[] Gauges =
    [
        ("power_average", 500, 60), ("utilization", 92, 8), ("memory_controller_utilization", 50, 10), ("memory_used", 6e10, 1e9),
        ("memory_usage", 75, 2), ("temperature", 61, 4), ("memory_temperature", 70, 4), ("graphics_clock", 1700, 120), ("sm_clock", 1700, 120),
        ("memory_clock", 2600, 10), ("power_limit", 700, 0.01), ("performance_state", 0.5, 0.4), ("pcie_generation", 5, 0.01), ("pcie_width", 16, 0.01),
        ("fan_speed", 40, 5), ("graphics_active", 90, 8), ("sm_active", 85, 8), ("sm_occupancy", 40, 6), ("tensor_active", 55, 9), ("dram_active", 45, 9),
        ("fp64_active", 1, 0.5), ("fp32_active", 12, 4), ("fp16_active", 9, 4), ("clock_event_reasons", 2, 2),
    ];

    private MeterReport _report = null!;

    [GlobalSetup]
    public void Make()
    {
        Random random = new(1);
        List<SeriesReport> series = [];
        for (int gpu = 0; gpu < Gpus; gpu++)
        {
            Device device = new($"gpu{gpu}", DeviceKind.Gpu, "NVIDIA H100 80GB HBM3");
            double[] common = Wander(random, 0, 1, null);
            series.AddRange(Gauges.Select(gauge => Series(Channel.Gauge(device, gauge.Metric, MetricUnit.None), Wander(random, gauge.Centre, gauge.Swing, common))));
            series.Add(Series(Channel.EnergyCounter(device, Sensor), Sums(Wander(random, 50, 5, common))));
            series.Add(Series(Channel.Power(device, Sensor, accountsEnergy: false), Wander(random, 500, 50, common)));
            series.AddRange(new[] { "pcie_tx", "pcie_rx", "nvlink_tx", "nvlink_rx" }
                .Select(bus => Series(Channel.Counter(device, bus, MetricUnit.Bytes), Sums(Wander(random, 1e9, 1e8, common)))));
        }

        _report = Report(series);
        if (_report.Correlate().Series.Count < 200)
        {
            throw new InvalidOperationException("The run does not hold what it should.");
        }
    }

    [Benchmark]
    public CorrelationReport Correlate() => _report.Correlate();

    [Benchmark]
    public DiagnosisReport Diagnose() => _report.Diagnose();

    [Benchmark]
    public int CorrelateAndDiagnoseAsText() => _report.Correlate().ToText().Length + _report.Diagnose().ToText().Length;

    private static double[] Wander(Random random, double centre, double swing, double[]? common)
    {
        double[] values = new double[Samples];
        double state = 0;
        for (int i = 0; i < values.Length; i++)
        {
            state = (0.95 * state) + (random.NextDouble() - 0.5);
            values[i] = centre + (swing * (0.6 * state + (0.4 * (common?[i] ?? 0))));
        }

        return values;
    }

    private static double[] Sums(double[] growth)
    {
        for (int i = 1; i < growth.Length; i++)
        {
            growth[i] = growth[i - 1] + Math.Max(0, growth[i]);
        }

        return growth;
    }

    private static SeriesReport Series(Channel channel, double[] values)
    {
        double phase = 0.0001 * channel.FullName.Length;       // each source reads a little later than the one before
        return new()
        {
            Channel = channel,
            Source = "nvml",
            StatisticsUnit = channel.Unit,
            ElapsedSeconds = Enumerable.Range(0, Samples).Select(i => (i / 10.0) + phase).ToArray(),
            Values = values,
        };
    }

    private static MeterReport Report(IReadOnlyList<SeriesReport> series) => new()
    {
        Name = "hour",
        RunId = "0123456789abcdef",
        StartedAt = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromHours(1),
        SamplingInterval = TimeSpan.FromMilliseconds(100),
        Energy = EnergyResult.Unknown("not measured"),
        MeasuredEnergy = EnergyResult.Unknown("not measured"),
        Devices = [],
        Phases = [],
        Units = [],
        Series = series,
        Sources = [],
        Quality = new(),
        Overhead = new(),
        Notes = [],
    };
}
