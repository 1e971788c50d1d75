using AIMetering.Readings;
using Xunit;

namespace AIMetering.Tests.Replay;

/// <summary>Whatever is played in, a report comes out whose figures agree with each other.</summary>
public sealed class HostileRecordingTests
{
    private static readonly double[] Nasty = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -1, -1e300, 1e300, double.Epsilon, double.MaxValue];

    [Fact]
    public void Random_readings_and_phases_make_a_sound_report()
    {
        Random random = new(4711);
        for (int trial = 0; trial < 300; trial++)
        {
            MeterReport report = Play(random);
            Assert.All(report.Devices, device => IsSound(device.Energy));
            IsSound(report.Energy);
            foreach (PhaseReport phase in report.Phases)
            {
                IsSound(phase.Energy);
                Assert.InRange(phase.Duration, TimeSpan.Zero, phase.Runs.Count * report.Duration);
            }

            Assert.Equal(report.Energy.Energy, MeterReport.FromJson(report.ToJson()).Energy.Energy);
            Assert.NotEmpty(report.ToString());
        }
    }

    private static MeterReport Play(Random random)
    {
        Channel[] channels =
        [
            Channel.Power(new Device("gpu0", DeviceKind.Gpu), new SensorTraits { MaxPowerWatts = random.Next(2) == 0 ? null : 500 }),
            Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), new SensorTraits { MaxPowerWatts = random.Next(2) == 0 ? null : 500 }),
            Channel.Counter(new Device("host", DeviceKind.Host), "disk_read", MetricUnit.Bytes),
            Channel.Gauge(new Device("user", DeviceKind.User), "loss", MetricUnit.None),
        ];
        RecordedRun run = RecordedRun.Begin(new RunDescription("r", "id", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(0.1), channels));
        for (int reading = random.Next(200); reading > 0; reading--)
        {
            run.Add(channels[random.Next(channels.Length)], Time(random), random.Next(5) == 0 ? Nasty[random.Next(Nasty.Length)] : 300 * random.NextDouble());
        }

        for (int phase = random.Next(5); phase > 0; phase--)
        {
            (TimeSpan one, TimeSpan other) = (Time(random), Time(random));
            run.AddPhase($"p{random.Next(3)}", one < other ? one : other, random.Next(4) == 0 ? null : one < other ? other : one);
        }

        return run.ToReport(random.Next(2) == 0 ? null : TimeSpan.FromSeconds(5 * random.NextDouble()));
    }

    private static TimeSpan Time(Random random) => random.Next(50) switch
    {
        0 => TimeSpan.MaxValue,
        1 => TimeSpan.MinValue,
        2 => TimeSpan.FromHours(1),
        _ => TimeSpan.FromSeconds((12 * random.NextDouble()) - 1),
    };

    private static void IsSound(EnergyResult energy)
    {
        Assert.True(energy.IsKnown || energy.Reason is not null);
        if (energy.Energy is { } known)
        {
            Assert.True(known.Joules >= 0 && double.IsFinite(energy.High!.Value.Joules));
            Assert.True(energy.Low <= known && known <= energy.High);
        }
    }
}
