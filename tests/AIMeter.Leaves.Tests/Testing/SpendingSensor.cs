using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Testing;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>A sensor of a CPU whose energy the tests spend themselves, so that the truth is known to the microjoule.</summary>
internal sealed class SpendingSensor(double gainError = 0.01) : IMetricSampler
{
    private const double Microjoules = 1e6, MostWatts = 5_000;

    private static readonly TimeSpan Refresh = TimeSpan.FromMicroseconds(10), Work1 = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private double _spent, _spending;
    private long _began;

    public string Name => "spending";

    public bool MayBlock => false;

    public IReadOnlyList<Channel> Channels { get; } =
    [
        Channel.EnergyCounter(
            new("sim0", DeviceKind.Cpu, "simulated CPU"),
            new() { JoulesPerCount = 1 / Microjoules, RefreshPeriod = Refresh, LongestRefreshPeriod = Refresh, GainError = gainError, MaxPowerWatts = MostWatts }),
    ];

    public bool IsBroken { get; set; }

    /// <summary>Options that measure with this sensor alone, quickly.</summary>
    public EnergyTestOptions Options => new()
    {
        WindowLength = TimeSpan.FromMilliseconds(100),
        TimeLimit = TimeSpan.FromSeconds(3),
        UpdateBaseline = false,
        Configure = configuration => configuration
            .WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates()
            .SampleEvery(TimeSpan.FromMilliseconds(10)).WaitAtStop(TimeSpan.FromMilliseconds(20)).AddSource(this),
    };

    /// <summary>Spends up to 5 J in a millisecond, evenly, as hardware does.</summary>
    public void Work(double joules)
    {
        Begin(joules);
        while (TimeProvider.System.GetElapsedTime(_began) < Work1)
        {
            Thread.SpinWait(10);
        }

        Begin(0);
    }

    public void Sample(SampleWriter writer)
    {
        if (IsBroken)
        {
            writer.Fail(0, "the simulated sensor is broken");
            return;
        }

        lock (_lock)
        {
            double done = Math.Min(1, TimeProvider.System.GetElapsedTime(_began) / Work1);
            writer.Write(0, Math.Floor((_spent + (_spending * done)) * Microjoules));
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
