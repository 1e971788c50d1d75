using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.BenchmarkDotNet.Tests;

/// <summary>A plug that shows its energy four times a second and draws 40 W all the time.</summary>
internal sealed class SlowPlug : IMetricSampler
{
    private const double Watts = 40, Period = 0.25;

    private readonly long _origin = TimeProvider.System.GetTimestamp();

    public string Name => "slow-plug";

    public bool MayBlock => false;

    public IReadOnlyList<Channel> Channels { get; } =
    [
        Channel.EnergyCounter(new Device("plug", DeviceKind.Wall), new SensorTraits { RefreshPeriod = TimeSpan.FromSeconds(Period), GainError = 0.01, MaxPowerWatts = 60 }),
    ];

    public void Sample(SampleWriter writer) =>
        writer.Write(0, Math.Floor(TimeProvider.System.GetElapsedTime(_origin).TotalSeconds / Period) * Period * Watts);
}
