using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Tests.Telemetry;

/// <summary>A GPU whose energy the tests spend, and that draws a watt by itself: no real device stands still.</summary>
internal sealed class SteppedCounter(string id) : IMetricSampler
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMicroseconds(10), Spending = TimeSpan.FromMilliseconds(20);

    private const double IdleWatts = 1;

    private static int s_devices;

    private readonly long _made = TimeProvider.System.GetTimestamp();

    private readonly Device _device = new(id, DeviceKind.Gpu, "simulated");
    private readonly Lock _lock = new();
    private double _spent, _spending;
    private volatile bool _isSilent;
    private long _began;

    public string Id => id;

    public string Name => "stepped";

    public bool MayBlock => false;

    /// <summary>Gets or sets whether the GPU has fallen off the bus: no channel of it answers.</summary>
    public bool IsSilent
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    /// <summary>Gets the joules that it has used so far.</summary>
    public double Spent
    {
        get
        {
            lock (_lock)
            {
                double done = Math.Min(1, TimeProvider.System.GetElapsedTime(_began) / Spending);
                return _spent + (_spending * done) + (IdleWatts * TimeProvider.System.GetElapsedTime(_made).TotalSeconds);
            }
        }
    }

    public IReadOnlyList<Channel> Channels =>
    [
        Channel.EnergyCounter(_device, new() { JoulesPerCount = 1e-6, RefreshPeriod = Refresh, LongestRefreshPeriod = Refresh, MaxPowerWatts = 5_000 }),
        Channel.Gauge(_device, "utilization", MetricUnit.Percent),
        Channel.Gauge(_device, "memory_usage", MetricUnit.Percent),
        Channel.Gauge(_device, "memory_used", MetricUnit.Bytes),
        Channel.Gauge(_device, "temperature", MetricUnit.Celsius),
    ];

    /// <summary>A GPU that no other test has.</summary>
    public static SteppedCounter New() => new($"tel{Interlocked.Increment(ref s_devices)}");

    public static double Joules(MeterReport report) => report.Devices.Single(device => device.Source == "stepped").Energy.Energy!.Value.Joules;

    /// <summary>A session that reads this and nothing else of the machine.</summary>
    public MeterConfiguration Configured() => AIMeter.Configure("telemetry")
        .WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates()
        .SampleEvery(TimeSpan.FromMilliseconds(5)).AddSource(this);

    /// <summary>Spends up to 100 J evenly over 20 ms.</summary>
    public void Spend(double joules)
    {
        Begin(joules);
        Thread.Sleep(Spending + Refresh);
        Begin(0);
    }

    public void Sample(SampleWriter writer)
    {
        if (_isSilent)
        {
            for (int channel = 0; channel < Channels.Count; channel++)
            {
                writer.Fail(channel, "it fell off the bus");
            }

            return;
        }

        writer.Write(0, Math.Floor(Spent * 1e6));
        double[] gauges = [42, 25, 1024, 71];
        for (int gauge = 0; gauge < gauges.Length && !writer.EnergyOnly; gauge++)
        {
            writer.Write(gauge + 1, gauges[gauge]);
        }
    }

    private void Begin(double joules)
    {
        lock (_lock)
        {
            _spent += _spending;
            (_spending, _began) = (joules, TimeProvider.System.GetTimestamp());
        }
    }
}
