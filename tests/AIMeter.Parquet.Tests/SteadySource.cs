using System.Diagnostics;
using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Export.Tests;

/// <summary>A GPU that draws 100 W without end, by an energy counter in millijoules that runs with the clock: what it used is known.</summary>
internal sealed class SteadySource : IMetricSampler
{
    public const double Watts = 100;

    private static readonly Device Gpu = new("gpu0", DeviceKind.Gpu, "steady GPU") { Uuid = "GPU-1" };
    private readonly long _start = Stopwatch.GetTimestamp();

    public string Name => "steady";

    public IReadOnlyList<Channel> Channels { get; } =
    [
        Channel.Gauge(Gpu, "temperature", MetricUnit.Celsius),
        Channel.EnergyCounter(Gpu, new()
        {
            JoulesPerCount = 1e-3, QuantumJoules = 2e-3, RefreshPeriod = TimeSpan.FromMilliseconds(1), GainError = 0.01, MaxPowerWatts = 700, WrapsAt = ulong.MaxValue,
        }),
        Channel.Power(Gpu, new() { RefreshPeriod = TimeSpan.FromMilliseconds(1), AveragingWindow = TimeSpan.Zero }, accountsEnergy: false),
    ];

    public void Sample(SampleWriter writer)
    {
        writer.Write(0, 50);
        writer.Write(1, Math.Floor(1000 * Watts * Stopwatch.GetElapsedTime(_start).TotalSeconds));
        writer.Write(2, Watts);
    }
}
