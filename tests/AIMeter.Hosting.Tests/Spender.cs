using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Hosting.Tests;

/// <summary>A CPU of constant power, so that its energy at any moment is known; it can be made to fall silent.</summary>
internal sealed class Spender : IMetricSampler
{
    public const double Watts = 200;

    private readonly Device _device = new("cpu0", DeviceKind.Cpu, "simulated CPU");
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private volatile bool _isSilent;

    public string Name => "spender";

    public bool MayBlock => false;

    public bool IsSilent
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    public IReadOnlyList<Channel> Channels =>
        [Channel.EnergyCounter(_device, new() { JoulesPerCount = 1e-3, RefreshPeriod = TimeSpan.FromMilliseconds(1), MaxPowerWatts = 2 * Watts, GainError = 0.01 })];

    /// <summary>Measures this and nothing else of the machine.</summary>
    public void Only(MeterConfiguration configuration) => configuration
        .WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates().AddSource(this);

    public void Sample(SampleWriter writer)
    {
        if (_isSilent)
        {
            writer.Fail(0, "it was silenced");
            return;
        }

        writer.Write(0, Math.Floor(Watts * TimeProvider.System.GetElapsedTime(_began).TotalMilliseconds));
    }
}
