using AIMetering.Carbon;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Tests.Replay;

public sealed class RecordedRunTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly Channel GpuPower = Channel.Power(
        new Device("gpu0", DeviceKind.Gpu), new SensorTraits { GainError = 0, AveragingWindow = TimeSpan.Zero, RefreshPeriod = Seconds(0.1) });

    private static readonly Channel CpuEnergy = Channel.EnergyCounter(
        new Device("cpu0", DeviceKind.Cpu), new SensorTraits { GainError = 0, JoulesPerCount = 1e-6, RefreshPeriod = Seconds(0.001), MaxPowerWatts = 400 });

    private static readonly Channel Temperature = Channel.Gauge(new Device("gpu0", DeviceKind.Gpu), "temperature", MetricUnit.Celsius);

    [Fact]
    public void Recorded_power_becomes_the_energy_of_devices_and_phases()
    {
        RecordedRun run = Begin(GpuPower, Temperature);
        AddRamp(run);
        run.AddPhase("first", Seconds(0), Seconds(4));
        run.AddPhase("second", Seconds(4), Seconds(10));
        MeterReport report = run.ToReport();

        Assert.Equal(Seconds(10), report.Duration);
        Assert.Equal(1500, report.Devices.Single().Energy.Energy!.Value.Joules, 1e-6); // 100 W to 200 W over 10 s
        Assert.Equal(480, report.FindPhase("first")!.Energy.Energy!.Value.Joules, 1e-6);
        Assert.Equal(1020, report.FindPhase("second")!.Energy.Energy!.Value.Joules, 1e-6);
        Assert.Equal(MeasurementMethod.Integrated, report.Devices.Single().Energy.Method);
        Assert.Equal(101, report.Series.Single(series => series.Channel == Temperature).Statistics!.Count);
        Assert.Equal(Noon, report.StartedAt);
    }

    [Fact]
    public void The_mean_energy_of_a_phase_is_that_of_its_runs_whose_energy_is_known()
    {
        RecordedRun run = Begin(GpuPower);
        for (int tenth = 0; tenth <= 20; tenth++)
        {
            run.Add(GpuPower, Seconds(tenth / 10.0), 100); // then the sensor is lost
        }

        run.AddPhase("decode", Seconds(0.5), Seconds(1.5));
        run.AddPhase("decode", Seconds(6), Seconds(7));
        PhaseReport decode = run.ToReport(Seconds(8)).FindPhase("decode")!;

        Assert.Equal(100, decode.Energy.Energy!.Value.Joules, 1e-6);
        Assert.Equal(100, decode.MeanEnergy.Energy!.Value.Joules, 1e-6);
        Assert.True(decode.MeanEnergy.Caveats.HasFlag(EnergyCaveats.Partial));
    }

    [Fact]
    public void A_total_without_a_cpu_says_what_it_lacks_and_no_machine_is_made_up()
    {
        RecordedRun run = Begin(GpuPower);
        AddRamp(run);
        MeterReport report = run.ToReport();

        Assert.True(report.Energy.Caveats.HasFlag(EnergyCaveats.Partial));
        Assert.Contains("CPU", report.Energy.Missing.Single(), StringComparison.Ordinal);
        Assert.Null(report.Machine);
        Assert.Null(report.Overhead.SamplerCpuTime);
    }

    [Fact]
    public void Recorded_joules_of_a_counter_are_not_scaled_again()
    {
        RecordedRun run = Begin(CpuEnergy);
        for (int tenth = -1; tenth <= 21; tenth++)
        {
            run.Add(CpuEnergy, Seconds(tenth / 10.0), 10 * (tenth + 1));
        }

        EnergyResult energy = run.ToReport(Seconds(2)).Devices.Single().Energy;
        Assert.Equal(200, energy.Energy!.Value.Joules, 1e-6);
        Assert.Equal(MeasurementMethod.Counter, energy.Method);
        Assert.InRange(energy.Bound!.Value.Joules, 0.01, 2); // 1 ms counter at 100 W, 400 W at most
    }

    [Fact]
    public void Order_does_not_matter_but_is_told()
    {
        RecordedRun straight = Begin(GpuPower, Temperature), shuffled = Begin(GpuPower, Temperature);
        AddRamp(straight);
        (int, double)[] readings = [.. Enumerable.Range(0, 101).Select(tenth => (tenth, 100.0 + tenth))];
        new Random(7).Shuffle(readings);
        foreach ((int tenth, double watts) in readings)
        {
            shuffled.Add(GpuPower, Seconds(tenth / 10.0), watts);
        }

        MeterReport report = shuffled.ToReport();
        Assert.Equal(straight.ToReport().Devices.Single().Energy.Energy!.Value.Joules, report.Devices.Single().Energy.Energy!.Value.Joules, 1e-9);
        QualityEvent told = Assert.Single(report.Quality.Events);
        Assert.Equal("gpu0.power", told.Subject);
        Assert.EndsWith("readings came after a later one and were put in order", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Doubled_infinite_missing_and_misplaced_readings_change_nothing_and_are_counted()
    {
        RecordedRun clean = Begin(GpuPower), dirty = Begin(GpuPower);
        AddRamp(clean);
        AddRamp(dirty);
        dirty.Add(GpuPower, Seconds(10), 5000);
        dirty.Add(GpuPower, Seconds(10.05), double.PositiveInfinity);
        dirty.Add(GpuPower, Seconds(10.06), double.NaN);
        dirty.Add(GpuPower, TimeSpan.MaxValue, 1);
        dirty.Add(GpuPower, TimeSpan.MinValue, 1);
        MeterReport report = dirty.ToReport();

        Assert.Equal(clean.ToReport().Devices.Single().Energy, report.Devices.Single().Energy);
        Assert.Equal(
            ["1 readings had the time of the one before and were left out", "1 readings were infinite and were left out",
                "2 readings lay too far from the run's start and were left out"],
            report.Quality.Events.Select(each => each.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Impossible_power_is_garbled_not_energy()
    {
        Device gpu = new("gpu0", DeviceKind.Gpu);
        Channel power = Channel.Power(gpu, new SensorTraits { GainError = 0, MaxPowerWatts = 400 });
        RecordedRun run = Begin(power);
        for (int tenth = 0; tenth <= 20; tenth++)
        {
            run.Add(power, Seconds(tenth / 10.0), tenth == 7 ? 1e300 : tenth == 9 ? -5 : 100);
        }

        MeterReport report = run.ToReport();
        Assert.Equal(200, report.Devices.Single().Energy.Energy!.Value.Joules, 1e-6);
        Assert.Equal(2, report.Quality.ImpossibleDeltas);
    }

    [Fact]
    public void A_counter_that_goes_back_keeps_what_it_had_and_says_so()
    {
        RecordedRun run = Begin(CpuEnergy);
        for (int tenth = 0; tenth <= 20; tenth++)
        {
            run.Add(CpuEnergy, Seconds(tenth / 10.0), (tenth < 10 ? 100 : 0) + (10 * tenth));
        }

        MeterReport report = run.ToReport();
        EnergyResult energy = report.Devices.Single().Energy;
        Assert.Equal(1, report.Quality.CounterResets);
        Assert.True(energy.Caveats.HasFlag(EnergyCaveats.CounterReset));
        Assert.InRange(200, energy.Low!.Value.Joules, energy.High!.Value.Joules);
    }

    [Fact]
    public void Overlapping_and_nested_phases_and_those_without_an_end_are_kept()
    {
        RecordedRun run = Begin(GpuPower);
        AddRamp(run);
        run.AddPhase("late", Seconds(8), null);
        run.AddPhase("outlived", Seconds(9), Seconds(30));
        run.AddPhase("a", Seconds(1), Seconds(6));
        run.AddPhase("b", Seconds(3), Seconds(7));
        run.AddPhase("a/inner", Seconds(2), Seconds(3), new Dictionary<string, double> { ["tokens"] = 50 });
        run.AddPhase("instant", Seconds(5), Seconds(5));
        MeterReport report = run.ToReport(Seconds(10));

        Assert.Equal(["a", "a/inner", "b", "instant", "late", "outlived"], report.Phases.Select(phase => phase.Path));
        Assert.Equal([0, 0, 0, 0, 1, 1], report.Phases.Select(phase => phase.Unfinished));
        Assert.Equal(1, report.FindPhase("a/inner")!.Depth);
        Assert.Equal(Seconds(2), report.FindPhase("late")!.Duration);
        Assert.Equal(0, report.FindPhase("instant")!.Energy.Energy!.Value.Joules);
        Assert.Equal(125.0 / 50, report.FindPhase("a/inner")!.Units.Single().EnergyPerUnit.Energy!.Value.Joules, 1e-9);
        Assert.Equal(50, report.Units.Single().Count);
    }

    [Fact]
    public void Series_of_the_program_failures_notes_idle_and_carbon_reach_the_report()
    {
        RecordedRun run = RecordedRun.Begin(Description(GpuPower), new RecordedRunOptions
        {
            Carbon = new CarbonSettings { Average = CarbonIntensity.FromGramsPerKilowattHour(360) },
            SourceOf = _ => "nvml",
        });
        AddRamp(run);
        Channel loss = Channel.Gauge(new Device("user", DeviceKind.User), "loss", MetricUnit.None);
        run.Add([new Reading(loss, Seconds(1), 0.5), new Reading(loss, Seconds(2), 0.25)]);
        run.Fail(GpuPower, Seconds(3), "the cell says N/A");
        run.Note(Seconds(4), "file", "two columns were swapped");
        run.AddIdle(Seconds(0), Seconds(2));
        run.Count("tokens", 100);
        run.Remark("read from a file");
        MeterReport report = run.ToReport();

        Assert.Equal([0.5, 0.25], report.Series.Single(series => series.Channel.Metric == "loss").Values.ToArray());
        Assert.Equal(1, report.Quality.FailedReads);
        Assert.Equal(["the cell says N/A", "two columns were swapped"], report.Quality.Events.Select(each => each.Message));
        Assert.Equal(110, report.Devices.Single().Idle!.Power.Watts, 1e-6);
        Assert.Equal(15, report.Units.Single().EnergyPerUnit.Energy!.Value.Joules, 1e-6);
        Assert.Contains("read from a file", report.Notes);
        Assert.Equal(1500 / 3.6e6 * 360, report.Carbon!.Average!.Mass!.Value.Grams, 1e-6);
        Assert.Equal(["nvml"], report.Sources.Select(source => source.Source));
    }

    [Fact]
    public void Times_that_are_cut_widen_the_bound_until_it_holds_the_truth()
    {
        // A square wave of 100 and 300 W, its stamps cut to tenths: worst where samples fall just before a tenth.
        Channel power = Channel.Power(new Device("gpu0", DeviceKind.Gpu), new SensorTraits { GainError = 0, AveragingWindow = Seconds(0.15) });
        RecordedRun trusting = Begin(power), doubting = RecordedRun.Begin(Description(power), new RecordedRunOptions { TimeDoubt = Seconds(0.1) });
        double truth = 0;
        for (int sample = 0; sample <= 60; sample++)
        {
            double at = (sample * 0.15) + 0.0499, watts = sample % 2 == 0 ? 100 : 300;
            truth += sample == 0 ? 0 : 0.15 * 200;
            TimeSpan cut = Seconds(Math.Floor(at * 10) / 10);
            trusting.Add(power, cut, watts);
            doubting.Add(power, cut, watts);
        }

        EnergyResult narrow = trusting.ToReport(Seconds(9)).Devices.Single().Energy, wide = doubting.ToReport(Seconds(9)).Devices.Single().Energy;
        Assert.True(wide.Low < narrow.Low && wide.High > narrow.High);
        Assert.InRange(truth, wide.Low!.Value.Joules, wide.High!.Value.Joules);
    }

    [Fact]
    public void A_run_without_readings_is_a_report_of_unknowns()
    {
        MeterReport report = Begin(GpuPower).ToReport();
        Assert.Equal(TimeSpan.Zero, report.Duration);
        Assert.False(report.Energy.IsKnown);
        Assert.NotNull(report.Devices.Single().Energy.Reason);
        Assert.NotEmpty(report.ToJson());
        Assert.NotEmpty(report.ToString());
    }

    [Fact]
    public void A_report_can_be_made_again_after_more_was_added()
    {
        RecordedRun run = Begin(GpuPower);
        AddRamp(run);
        MeterReport first = run.ToReport();
        run.AddPhase("found", Seconds(1), Seconds(2));
        MeterReport second = run.ToReport();
        Assert.Empty(first.Phases);
        Assert.Single(second.Phases);
        Assert.Equal(first.Energy.Energy, second.Energy.Energy);
    }

    [Fact]
    public void What_cannot_be_is_refused_with_its_remedy()
    {
        RecordedRun run = Begin(GpuPower);
        Channel twice = Channel.Power(GpuPower.Device, new SensorTraits(), "board_power");
        Assert.Contains("accountsEnergy: false", Assert.Throws<ArgumentException>(() => run.Add(twice, default, 1)).Message, StringComparison.Ordinal);
        Channel other = Channel.Gauge(GpuPower.Device, "power", MetricUnit.Watts);
        Assert.Contains("name of its own", Assert.Throws<ArgumentException>(() => run.Add(other, default, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => run.AddPhase("a//b", default, null));
        Assert.Contains("leave the end null", Assert.Throws<ArgumentException>(() => run.AddPhase("a", Seconds(2), Seconds(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => run.ToReport(Seconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordedRun.Begin(Description(GpuPower) with { SamplingInterval = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => RecordedRun.Begin(Description(GpuPower) with { RunId = " " }));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static RunDescription Description(params Channel[] channels) => new("recorded", "run-1", Noon, Seconds(0.1), channels);

    private static RecordedRun Begin(params Channel[] channels) => RecordedRun.Begin(Description(channels));

    // 100 W to 200 W over 10 s.
    private static void AddRamp(RecordedRun run)
    {
        for (int tenth = 0; tenth <= 100; tenth++)
        {
            run.Add(GpuPower, Seconds(tenth / 10.0), 100 + tenth);
            run.Add(Temperature, Seconds((tenth / 10.0) - 0.003), 50);
        }
    }
}
