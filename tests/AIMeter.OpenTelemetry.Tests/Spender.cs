using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Telemetry.Tests;

/// <summary>A GPU of constant power, so that its energy at any moment is known.</summary>
internal sealed class Spender(string id) : IMetricSampler
{
    private const double Watts = 200;

    private readonly Device _device = new(id, DeviceKind.Gpu, "simulated GPU");
    private readonly long _began = TimeProvider.System.GetTimestamp();

    public string Name => "spender";

    public bool MayBlock => false;

    public IReadOnlyList<Channel> Channels =>
    [
        Channel.EnergyCounter(_device, new() { JoulesPerCount = 1e-3, RefreshPeriod = TimeSpan.FromMilliseconds(1), MaxPowerWatts = 2 * Watts }),
        Channel.Gauge(_device, "temperature", MetricUnit.Celsius),
    ];

    public static MeterSession Start(string id) => AIMeter.Configure("telemetry")
        .WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates()
        .InRegion("FR").SampleEvery(TimeSpan.FromMilliseconds(10)).AddSource(new Spender(id)).Start();

    public void Sample(SampleWriter writer)
    {
        writer.Write(0, Math.Floor(Watts * TimeProvider.System.GetElapsedTime(_began).TotalMilliseconds));
        writer.Write(1, 70);
    }
}
