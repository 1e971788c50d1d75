using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Testing;
using Microsoft.Extensions.Time.Testing;

namespace AIMetering.Leaves.Tests.Testing;

/// <summary>A CPU whose work takes time and energy on a clock of its own, so that the truth is known to the microjoule on any machine.</summary>
internal sealed class SpendingSensor(double gainError = 0.01, double refreshMicroseconds = 10) : IMetricSampler
{
    private const double Microjoules = 1e6, MostWatts = 5_000;

    private static readonly TimeSpan OneWork = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private double _spent, _spending;
    private long _began;

    public string Name => "spending";

    public bool MayBlock => false;

    public IReadOnlyList<Channel> Channels { get; } =
    [
        Channel.EnergyCounter(
            new("sim0", DeviceKind.Cpu, "simulated CPU"),
            new()
            {
                JoulesPerCount = 1 / Microjoules,
                RefreshPeriod = TimeSpan.FromMicroseconds(refreshMicroseconds),
                LongestRefreshPeriod = TimeSpan.FromMicroseconds(refreshMicroseconds),
                GainError = gainError,
                MaxPowerWatts = MostWatts,
            }),
    ];

    public FakeTimeProvider Clock { get; } = new();

    public bool IsBroken { get; set; }

    /// <summary>What the sensor shows of each joule; a worst case when it is one gain error away from 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Options that measure with this sensor alone.</summary>
    public EnergyTestOptions Options => new()
    {
        WindowLength = TimeSpan.FromMilliseconds(100),
        TimeLimit = TimeSpan.FromSeconds(10),
        UpdateBaseline = false,
        Time = Clock,
        Configure = configuration => configuration
            .WithSysRoot(Directory.CreateTempSubdirectory("aimeter-sys-").FullName).WithoutEstimates()
            .AddSource(this),
    };

    /// <summary>Spends up to 5 J in a millisecond, evenly.</summary>
    public void Work(double joules)
    {
        Begin(joules);
        Clock.Advance(OneWork);
        Begin(0);
    }

    public void Sample(SampleWriter writer)
    {
        if (Thread.CurrentThread.Name?.StartsWith("AIMeter", StringComparison.Ordinal) == true)
        {
            return; // a read beside the edges lasts as long on this clock as the other threads happen to advance it
        }

        if (IsBroken)
        {
            writer.Fail(0, "the simulated sensor is broken");
            return;
        }

        lock (_lock)
        {
            double done = Math.Min(1, Clock.GetElapsedTime(_began) / OneWork);
            writer.Write(0, Math.Floor((_spent + (_spending * done)) * Scale * Microjoules));
        }
    }

    private void Begin(double joules)
    {
        lock (_lock)
        {
            _spent += _spending;
            (_spending, _began) = (joules, Clock.GetTimestamp());
        }
    }
}
