using AIMetering.Readings;
using AIMetering.Sources;

namespace Smoke;

/// <summary>A card that takes 100 W, so that there is energy on every machine.</summary>
internal sealed class Card : IMetricSampler
{
    private const double Watts = 100;

    public string Name => "card";

    public IReadOnlyList<Channel> Channels { get; } =
        [Channel.Power(new Device("card", DeviceKind.Gpu, "simulated card"), new() { MaxPowerWatts = Watts })];

    public void Sample(SampleWriter writer) => writer.Write(0, Watts);
}
