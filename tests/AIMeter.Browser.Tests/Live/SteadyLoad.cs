using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Browser.Tests.Live;

/// <summary>A machine of one GPU that draws what the test says.</summary>
internal sealed class SteadyLoad(string device = "gpu7", string metric = "utilization") : IMetricSampler
{
    public double Watts { get; set; } = 250;

    public double Load { get; set; } = 42;

    public string Name => "steady";

    public TimeSpan? Interval => TimeSpan.FromMilliseconds(20);

    public bool MayBlock => false;

    public IReadOnlyList<Channel> Channels { get; } =
    [
        Channel.Power(new Device(device, DeviceKind.Gpu, $"{device} of the test"), new() { MaxPowerWatts = 1e4 }),
        Channel.Gauge(new Device(device, DeviceKind.Gpu, $"{device} of the test"), metric, MetricUnit.Percent),
    ];

    public void Sample(SampleWriter writer)
    {
        writer.Write(0, Watts);
        writer.Write(1, Load);
    }
}
