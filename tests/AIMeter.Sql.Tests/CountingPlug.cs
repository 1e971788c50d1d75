using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Sql.Tests;

/// <summary>A source whose values are 1, 2, 3 ..., so that none can be lost or doubled unnoticed.</summary>
internal sealed class CountingPlug : IMetricSampler
{
    private static readonly Device Plug = new("plug", DeviceKind.Wall, "smart plug");

    private int _reads;

    public string Name => "smart-plug";

    public int Reads => Volatile.Read(ref _reads);

    public IReadOnlyList<Channel> Channels { get; } =
        [Channel.Power(Plug, new() { MaxPowerWatts = 1e9 }), Channel.Gauge(Plug, "odd", MetricUnit.Celsius)];

    public void Sample(SampleWriter writer)
    {
        int value = Interlocked.Increment(ref _reads);
        writer.Write(0, value);
        writer.Write(1, value % 2 == 1 ? -value : double.NaN);
    }
}
