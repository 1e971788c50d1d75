using AIMetering.Analysis;
using AIMetering.Readings;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Analysis;

public sealed class DetectedPhaseTests
{
    private static readonly Channel Power = Channel.Power(Runs.Gpu, Runs.Sensor);

    private static double PrefillSleepDecode(double t) => t < 12 ? 281 : t < 27 ? 88 : 298;

    [Fact]
    public void Prefill_sleep_and_decode_are_found_on_gpu_utilization_with_their_energies()
    {
        MeterReport report = Runs.Of(
            44, [Runs.Report(Runs.Gpu, Runs.Energy(9800, 500))],
            Runs.Utilization(44, t => PrefillSleepDecode(t) > 100 ? 100 : 0), Runs.Sampled(Power, 44, PrefillSleepDecode));

        IReadOnlyList<DetectedPhase> phases = report.DetectPhases();

        Assert.Equal(["load-1", "idle-1", "load-2"], phases.Select(phase => phase.Name));
        double[] truths = [281 * 12, 88 * 15, 298 * 17];
        foreach ((DetectedPhase phase, double truth) in phases.Zip(truths))
        {
            Assert.InRange(truth, phase.Energy.Low!.Value.Joules, phase.Energy.High!.Value.Joules);
            Assert.Equal(truth, phase.Energy.Energy!.Value.Joules, 0.02 * truth);
            Assert.Equal(MeasurementMethod.Integrated, phase.Energy.Method);
        }

        Assert.Equal(12, phases[0].End.TotalSeconds, 0.11);
        Assert.InRange(phases[0].EdgeError.End.TotalSeconds, 0.09, 0.11);
        Assert.Equal(TimeSpan.Zero, phases[0].EdgeError.Start);
        Assert.Equal(report.Duration, phases[2].End);
        Assert.Equal(0, phases[1].MeanLevel);
    }

    [Fact]
    public void Times_that_may_be_off_widen_the_bounds_of_what_is_found_until_they_hold_the_truth()
    {
        // Stamped two seconds late: what is found to end at 14 s did no work in the last 2 s.
        const double Late = 2, Truth = (281 * 12) + (88 * Late);

        Assert.False(Holds(TimeSpan.Zero));
        Assert.True(Holds(TimeSpan.FromSeconds(Late)));

        static bool Holds(TimeSpan doubt)
        {
            Channel power = Channel.Power(Runs.Gpu, new() { RefreshPeriod = TimeSpan.FromMilliseconds(100), AveragingWindow = TimeSpan.FromMilliseconds(100), GainError = 0.001, MaxPowerWatts = 400 });
            RecordedRun run = RecordedRun.Begin(
                new("late", "late", DateTimeOffset.UnixEpoch, TimeSpan.FromMilliseconds(100), [power]), new() { TimeDoubt = doubt });
            for (int sample = 0; sample <= 440; sample++)
            {
                run.Add(power, TimeSpan.FromSeconds(sample / 10d), PrefillSleepDecode((sample / 10d) - Late));
            }

            MeterReport report = MeterReport.FromJson(run.ToReport().ToJson());
            Assert.Equal(doubt, report.TimeDoubt);
            DetectedPhase phase = report.DetectPhases()[0];
            Assert.Equal(14, phase.End.TotalSeconds, 0.11);
            return phase.Energy.Low!.Value.Joules <= Truth && Truth <= phase.Energy.High!.Value.Joules;
        }
    }

    [Fact]
    public void Without_utilization_the_two_levels_of_the_power_are_found()
    {
        double[] noise = CorrelationTests.Noise(1, 500);
        MeterReport report = Runs.Of(
            44, [Runs.Report(Runs.Gpu, Runs.Energy(9800, 500))],
            Runs.Sampled(Power, 44, t => PrefillSleepDecode(t) + (15 * noise[(int)Math.Round(t * 10)])));

        Assert.Equal(["load-1", "idle-1", "load-2"], report.DetectPhases().Select(phase => phase.Name));
    }

    [Fact]
    public void Noise_around_one_level_is_one_load()
    {
        double[] noise = CorrelationTests.Noise(2, 500);
        MeterReport report = Runs.Of(
            44, [Runs.Report(Runs.Gpu, Runs.Energy(13_000, 500))], Runs.Sampled(Power, 44, t => 300 + (60 * noise[(int)Math.Round(t * 10)])));

        DetectedPhase phase = Assert.Single(report.DetectPhases());
        Assert.Equal((DetectedPhaseKind.Load, TimeSpan.Zero, report.Duration), (phase.Kind, phase.Start, phase.End));
    }

    [Fact]
    public void What_flickers_is_no_phase_and_values_between_the_limits_change_nothing()
    {
        MeterReport flicker = Runs.Of(30, Runs.Utilization(30, t => t is > 10 and < 10.5 ? 0 : 90));
        MeterReport between = Runs.Of(30, Runs.Utilization(30, t => t < 10 ? 90 : t < 20 ? 7 : 0));

        Assert.Equal(DetectedPhaseKind.Load, Assert.Single(flicker.DetectPhases()).Kind);
        Assert.Equal(3, flicker.DetectPhases(new() { MinimumDuration = TimeSpan.FromSeconds(0.3) }).Count);
        Assert.Equal(20, between.DetectPhases()[1].Start.TotalSeconds, 0.11);
    }

    [Fact]
    public void The_run_is_busy_while_any_gpu_is()
    {
        Device second = new("gpu1", DeviceKind.Gpu);
        MeterReport report = Runs.Of(
            60, Runs.Utilization(60, t => t < 20 ? 99 : 0), Runs.Utilization(60, t => t is >= 15 and < 40 ? 99 : 0, second, interval: 0.17));

        IReadOnlyList<DetectedPhase> phases = report.DetectPhases();

        Assert.Equal(2, phases.Count);
        Assert.Equal(40, phases[1].Start.TotalSeconds, 0.4);
        Assert.Equal("utilization of all GPUs", phases[0].Series);
    }

    [Fact]
    public void A_counter_is_looked_at_by_its_rate_and_its_energy_is_enclosed()
    {
        // The counter ticks every 100 ms and is read 30 ms after a tick, or later: reads are that old.
        static double True(double t) => t < 10 ? 300 * t : t < 20 ? 3000 + (50 * (t - 10)) : 3500 + (300 * (t - 20));
        SeriesReport counter = Runs.Sampled(
            Channel.EnergyCounter(Runs.Cpu, Runs.Sensor with { GainError = 0 }), 30, t => True(Math.Floor(t / 0.1 + 1e-9) * 0.1 - 0.03), interval: 0.1);
        MeterReport report = Runs.Of(30, [Runs.Report(Runs.Cpu, Runs.Energy(6500, 50))], counter);

        IReadOnlyList<DetectedPhase> phases = report.DetectPhases();

        Assert.Equal(3, phases.Count);
        foreach (DetectedPhase phase in phases)
        {
            double truth = True(phase.End.TotalSeconds) - True(phase.Start.TotalSeconds);
            Assert.InRange(truth, phase.Energy.Low!.Value.Joules, phase.Energy.High!.Value.Joules);
            Assert.Equal(MeasurementMethod.Counter, phase.Energy.Method);
        }
    }

    [Fact]
    public void Any_load_lies_inside_the_bound_of_a_ticking_counter() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Double[0.001, 0.3], Gen.Double[0.02, 0.4]).Sample((seed, tick, interval) =>
        {
            Random random = new(seed);
            double[] watts = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() < 0.5 ? 20 : 600 * random.NextDouble())];
            double True(double t)
            {
                double joules = 0;
                for (int i = 0; i < watts.Length; i++)
                {
                    joules += watts[i] * Math.Clamp(t - (i * 0.1), 0, 0.1);
                }

                return joules;
            }

            double phase = random.NextDouble() * tick;
            double Shown(double t) => True(Math.Max(0, (Math.Floor((t - phase) / tick) * tick) + phase));
            Channel channel = Channel.EnergyCounter(Runs.Cpu, new SensorTraits { RefreshPeriod = TimeSpan.FromSeconds(tick), GainError = 0, MaxPowerWatts = 600 });
            MeterReport report = Runs.Of(
                40, [Runs.Report(Runs.Cpu, Runs.Energy(True(40), 50))],
                Runs.Sampled(channel, 40, t => Shown(t) - Shown(0), interval),
                Runs.Utilization(40, t => t is (> 5.3 and < 9.1) or > 33.2 ? 0 : 100));

            Assert.All(report.DetectPhases(), found =>
                Assert.InRange(True(found.End.TotalSeconds) - True(found.Start.TotalSeconds), found.Energy.Low!.Value.Joules - 1e-6, found.Energy.High!.Value.Joules + 1e-6));
        }, iter: 100);

    [Fact]
    public void Phases_follow_each_other_and_their_energies_add_up() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Double[0, 5]).Sample((seed, shortest) =>
        {
            Random random = new(seed);
            double[] level = [.. Enumerable.Range(0, 601).Select(_ => random.NextDouble() < 0.9 ? -1 : 100 * random.NextDouble())];
            for (int i = 1; i < level.Length; i++)
            {
                level[i] = level[i] < 0 ? level[i - 1] : level[i];
            }

            MeterReport report = Runs.Of(
                60, [Runs.Report(Runs.Gpu, Runs.Energy(9800, 500)), Runs.Report(Runs.Cpu, Runs.Energy(600, 5))],
                Runs.Utilization(60, t => level[(int)Math.Round(t * 10)]), Runs.Sampled(Power, 60, t => 50 + (3 * level[(int)Math.Round(t * 10)])),
                Runs.Sampled(Channel.EnergyCounter(Runs.Cpu, Runs.Sensor), 60, t => 10 * t));
            IReadOnlyList<DetectedPhase> phases = report.DetectPhases(new() { MinimumDuration = TimeSpan.FromSeconds(shortest) });
            double whole = report.DetectPhases(new() { MinimumDuration = TimeSpan.FromHours(1) }).Single().Energy.Energy!.Value.Joules;

            Assert.Equal(TimeSpan.Zero, phases[0].Start);
            Assert.Equal(report.Duration, phases[^1].End);
            Assert.All(phases.Zip(phases.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
            Assert.All(phases.Zip(phases.Skip(1)), pair => Assert.NotEqual(pair.First.Kind, pair.Second.Kind));
            Assert.True(phases.Count == 1 || phases.All(phase => phase.Duration.TotalSeconds >= shortest - 1e-6));

            // Energy does not fall from edge to edge: one that would is raised by at most half of what the sensor's mean has not counted.
            double uncounted = 350 * Runs.Sensor.AveragingWindow.GetValueOrDefault(Runs.Sensor.RefreshPeriod).TotalSeconds / 2;
            Assert.InRange(phases.Sum(phase => phase.Energy.Energy!.Value.Joules), whole - 1e-6, whole + uncounted);
        }, iter: 100);

    [Fact]
    public void What_the_total_lacks_a_phase_lacks_too()
    {
        MeterReport report = Runs.Of(
            10, [Runs.Report(Runs.Gpu, EnergyResult.Unknown("the GPU was lost")), Runs.Report(Runs.Cpu, Runs.Energy(100, 1))],
            Runs.Utilization(10, _ => 50), Runs.Sampled(Channel.EnergyCounter(Runs.Cpu, Runs.Sensor), 10, t => 10 * t));

        EnergyResult energy = Assert.Single(report.DetectPhases()).Energy;

        Assert.Equal(["gpu0: the GPU was lost"], energy.Missing);
        Assert.Equal(EnergyCaveats.Partial, energy.Caveats & EnergyCaveats.Partial);
    }

    [Fact]
    public void A_counter_that_was_reset_somewhere_widens_every_phase()
    {
        SeriesReport[] series = [Runs.Utilization(20, t => t < 10 ? 90 : 0), Runs.Sampled(Channel.EnergyCounter(Runs.Gpu, Runs.Sensor), 20, t => 100 * t)];
        EnergyResult sure = Runs.Energy(2000, 300), doubted = sure.With(EnergyCaveats.CounterReset);

        DetectedPhase before = Runs.Of(20, [Runs.Report(Runs.Gpu, sure)], series).DetectPhases()[0];
        DetectedPhase after = Runs.Of(20, [Runs.Report(Runs.Gpu, doubted)], series).DetectPhases()[0];

        Assert.Equal(before.Energy.High!.Value.Joules + 300, after.Energy.High!.Value.Joules, 1e-6);
        Assert.Equal(EnergyCaveats.CounterReset, after.Energy.Caveats & EnergyCaveats.CounterReset);
    }

    [Fact]
    public void Hostile_series_give_an_answer_not_an_exception()
    {
        Channel gauge = Channel.Gauge(Runs.Gpu, "utilization", MetricUnit.Percent);
        SeriesReport[] hostile =
        [
            Runs.Series(gauge, [], []),
            Runs.Series(gauge, [1], [5]),
            Runs.Sampled(gauge, 10, _ => double.NaN),
            Runs.Sampled(gauge, 10, t => t < 5 ? double.PositiveInfinity : 1e308),
            Runs.Series(gauge, [.. Enumerable.Repeat(3.0, 50)], CorrelationTests.Noise(1, 50)),
            Runs.Series(gauge, [double.NaN, -1e300, 1e300], [0, 100, 0]),
            Runs.Sampled(Power, 10, t => t % 2 < 1 ? 1e308 : 0),
            Runs.Sampled(Channel.EnergyCounter(Runs.Gpu, Runs.Sensor), 10, t => t % 3),
            Runs.Sampled(gauge, 1000, t => t % 0.2 < 0.1 ? 100 : 0),
        ];

        Assert.All(hostile, series =>
        {
            MeterReport report = Runs.Of(10, [Runs.Report(Runs.Gpu, Runs.Energy(100, 1))], series);
            foreach (PhaseDetectionOptions options in new PhaseDetectionOptions[] { new(), new() { MinimumDuration = TimeSpan.Zero }, new() { Series = series.Channel.FullName } })
            {
                Assert.All(report.DetectPhases(options), phase => Assert.True(phase.End >= phase.Start));
            }
        });
        Assert.Empty(Runs.Of(10).DetectPhases());
        Assert.Empty(Runs.Of(0, Runs.Utilization(10, t => t)).DetectPhases());
    }

    [Fact]
    public void Wrong_options_are_named_with_value_and_remedy()
    {
        MeterReport report = Runs.Of(10, Runs.Utilization(10, t => t));

        Assert.Contains("'gpu7.power', which the report does not have. It has: gpu0.utilization", Thrown(new() { Series = "gpu7.power" }), StringComparison.Ordinal);
        Assert.Contains("BusyAbove is 5 and IdleBelow is 10", Thrown(new() { BusyAbove = 5, IdleBelow = 10 }), StringComparison.Ordinal);
        Assert.Contains("MinimumDuration is -00:00:01", Thrown(new() { MinimumDuration = TimeSpan.FromSeconds(-1) }), StringComparison.Ordinal);

        string Thrown(PhaseDetectionOptions options) => Assert.ThrowsAny<ArgumentException>(() => report.DetectPhases(options)).Message;
    }
}
