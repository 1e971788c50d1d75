using AIMetering.Readings;
using AIMetering.Testing;
using Xunit;

namespace AIMetering.Leaves.Tests.Testing;

public sealed class EnergyAssertTests
{
    private readonly SpendingSensor _sensor = new();

    [Fact]
    public void Code_below_its_budget_passes_and_tells_what_it_used()
    {
        EnergyMeasurement measured = EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options);

        Assert.Equal(EnergyVerdict.Within, measured.Verdict);
        Assert.InRange(2, measured.Energy.Low!.Value.Joules, measured.Energy.High!.Value.Joules);
        Assert.Equal(MeasurementMethod.Counter, measured.Energy.Method);
        Assert.Equal("() => _sensor.Work(2)", measured.What);
        Assert.True(measured.Windows >= 5);
        Assert.True(measured.RunsPerWindow > 1);
    }

    [Fact]
    public void Code_above_its_budget_fails_and_the_message_shows_budget_figure_limits_and_method()
    {
        var failure = Assert.Throws<EnergyAssertException>(() => EnergyAssert.AtMost(Energy.FromJoules(1), () => _sensor.Work(2), _sensor.Options));

        Assert.Equal(EnergyVerdict.Over, failure.Measurement.Verdict);
        Assert.StartsWith("EnergyAssert.AtMost failed: () => _sensor.Work(2)\n  Budget:    1 J/run\n  Measured:  ", failure.Message);
        Assert.Contains("J/run, between ", failure.Message);
        Assert.Contains("Method:    counter, spending", failure.Message);
        Assert.Contains(failure.GetType().GetInterfaces(), type => type.Name == "IAssertionException");
    }

    [Fact]
    public void A_budget_inside_the_sensors_error_is_undecided_however_long_one_measures_and_skips_the_test()
    {
        Exception skip = Skip.Of(() => EnergyAssert.AtMost(Energy.FromJoules(2), () => _sensor.Work(2), _sensor.Options));

        Assert.StartsWith("the budget lies within the limits of what was measured", skip.Message);
        Assert.Contains("Budget:    2 J/run", skip.Message);
    }

    [Fact]
    public void An_undecided_test_fails_or_passes_where_that_was_asked_for()
    {
        EnergyTestOptions options = _sensor.Options with { MaxWindows = 5 };

        Assert.Throws<EnergyInconclusiveException>(() => Undecided(options with { Undecided = WhenUndecided.Fail }));
        Assert.Equal(EnergyVerdict.Undecided, Undecided(options with { Undecided = WhenUndecided.Pass }).Verdict);

        EnergyMeasurement Undecided(EnergyTestOptions each) => EnergyAssert.AtMost(Energy.FromJoules(2), () => _sensor.Work(2), each);
    }

    [Fact]
    public void More_windows_are_measured_while_the_spread_hides_the_answer()
    {
        Random random = new(1);
        EnergyMeasurement measured = EnergyAssert.AtMost(
            Energy.FromJoules(2.4), () => _sensor.Work(random.NextDouble() * 4),
            _sensor.Options with { WindowLength = TimeSpan.FromMilliseconds(10), MaxWindows = 2_000, TimeLimit = TimeSpan.FromHours(1), Undecided = WhenUndecided.Fail });

        Assert.Equal(EnergyVerdict.Within, measured.Verdict);
        Assert.True(measured.Windows > 5, $"{measured.Windows} windows");
        Assert.True(measured.Confidence > 0.95);
    }

    [Fact]
    public async Task Asynchronous_code_is_measured_to_its_end()
    {
        EnergyMeasurement measured = await EnergyAssert.AtMostAsync(Energy.FromJoules(3), Work, _sensor.Options);

        Assert.InRange(2, measured.Energy.Low!.Value.Joules, measured.Energy.High!.Value.Joules);

        async Task Work()
        {
            await Task.Delay(1);
            _sensor.Work(2);
        }
    }

    [Fact]
    public void A_budget_per_token_divides_by_what_the_code_says_it_made()
    {
        int call = 0;
        EnergyMeasurement measured = EnergyAssert.AtMostPer(Energy.FromJoules(0.3), "token", Generate, _sensor.Options);

        Assert.Equal("token", measured.Unit);
        Assert.InRange(0.2, measured.Energy.Low!.Value.Joules, measured.Energy.High!.Value.Joules);

        double Generate()
        {
            int tokens = 10 + (call++ % 7);
            _sensor.Work(0.2 * tokens);
            return tokens;
        }
    }

    [Fact]
    public async Task Tokens_of_asynchronous_code_are_counted_too()
    {
        EnergyMeasurement measured = await EnergyAssert.AtMostPerAsync(Energy.FromJoules(0.3), "token", Generate, _sensor.Options);

        Assert.InRange(0.2, measured.Energy.Low!.Value.Joules, measured.Energy.High!.Value.Joules);

        async Task<double> Generate()
        {
            await Task.Yield();
            _sensor.Work(2);
            return 10;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Code_that_says_it_made_nothing_is_told_so(double made) =>
        Assert.Contains("how many it made", Assert.Throws<InvalidOperationException>(
            () => EnergyAssert.AtMostPer(Energy.FromJoules(1), "token", () => made, _sensor.Options)).Message);

    [Fact]
    public void A_machine_that_shows_no_energy_skips_with_the_reason_and_never_passes_on_zero()
    {
        EnergyTestOptions options = new() { MinWindows = 2, WindowLength = TimeSpan.FromMilliseconds(5), Configure = each => each.WithSysRoot(Empty()).WithoutEstimates() };

        Exception skip = Skip.Of(() => EnergyAssert.AtMost(Energy.FromJoules(1e9), () => Thread.Sleep(1), options));
        Assert.StartsWith("the energy is not known: ", skip.Message);
        Assert.Contains("no source of CPU energy is ready", skip.Message);
        Assert.Throws<EnergyInconclusiveException>(() => EnergyAssert.AtMost(Energy.FromJoules(1e9), () => Thread.Sleep(1), options with { NoSensor = WhenUndecided.Fail }));
    }

    [Fact]
    public void A_sensor_that_breaks_is_no_pass()
    {
        _sensor.IsBroken = true;
        Exception skip = Skip.Of(() => EnergyAssert.AtMost(Energy.FromJoules(1e9), () => _sensor.Work(1), _sensor.Options));
        Assert.StartsWith("the energy is not known: ", skip.Message);
    }

    [Fact]
    public void One_device_can_be_judged_alone_and_a_wrong_name_lists_the_right_ones()
    {
        EnergyMeasurement measured = EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options with { Device = "sim0" });
        Assert.Equal("spending", measured.Energy.Source);

        Exception skip = Skip.Of(() => EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options with { Device = "gpu7" }));
        Assert.Contains("there is no device 'gpu7'; there are: sim0", skip.Message);
    }

    [Fact]
    public void A_total_that_lacks_a_part_cannot_pass_unless_that_is_accepted_but_can_fail()
    {
        EnergyResult partial = EnergyResult.Known(
            Energy.FromJoules(2), Energy.FromJoules(1.9), Energy.FromJoules(2.1), MeasurementMethod.Counter, "nvml", EnergyCaveats.Partial, ["CPU: no source"]);

        Assert.Contains("CPU: no source", Skip.Of(() => EnergyAssert.MeasuredAtMost(Energy.FromJoules(3), partial)).Message);
        EnergyAssert.MeasuredAtMost(Energy.FromJoules(3), partial, new() { AcceptPartial = true });
        Assert.Throws<EnergyAssertException>(() => EnergyAssert.MeasuredAtMost(Energy.FromJoules(1), partial));
    }

    [Fact]
    public void The_energy_above_idle_leaves_out_what_the_machine_draws_anyway()
    {
        using CancellationTokenSource stop = new();
        Thread passing = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _sensor.Clock.Advance(TimeSpan.FromMilliseconds(1));
                Thread.Sleep(1);
            }
        });
        passing.Start(); // nobody works while idle is measured, so the clock needs a hand
        EnergyMeasurement measured = EnergyAssert.AtMost(
            Energy.FromJoules(1_000), () => _sensor.Work(2),
            _sensor.Options with { AboveIdle = true, IdleTime = TimeSpan.FromMilliseconds(300), MaxWindows = 5 });
        stop.Cancel();
        passing.Join();
        Assert.InRange(2, measured.Energy.Low!.Value.Joules, measured.Energy.High!.Value.Joules);
    }

    [Fact]
    public void An_exception_of_the_code_is_the_tests_own() =>
        Assert.Throws<FormatException>(() => EnergyAssert.AtMost(Energy.FromJoules(1), new Action(() => throw new FormatException()), _sensor.Options));

    [Fact]
    public async Task Assertions_wait_for_each_other_so_that_none_is_billed_for_another()
    {
        EnergyMeasurement[] both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(
            () => EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options))));

        Assert.All(both, each => Assert.InRange(2, each.Energy.Low!.Value.Joules, each.Energy.High!.Value.Joules));
    }

    [Fact]
    public void An_assertion_inside_the_measured_code_is_refused_instead_of_waiting_for_ever() =>
        Assert.Contains("Take the inner assertion out", Assert.Throws<InvalidOperationException>(() => EnergyAssert.AtMost(
            Energy.FromJoules(3), () => EnergyAssert.AtMost(Energy.FromJoules(3), () => _sensor.Work(2), _sensor.Options), _sensor.Options)).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_budget_that_is_none_is_refused(double joules) =>
        Assert.Contains("above zero", Assert.Throws<ArgumentOutOfRangeException>(() => EnergyAssert.AtMost(Energy.FromJoules(joules), () => { })).Message);

    [Fact]
    public void Options_that_make_no_sense_are_named_with_value_and_remedy()
    {
        Refused("MinWindows is 1; it must be 2 or more", new() { MinWindows = 1 });
        Refused("MaxWindows is 3; it must be not below MinWindows", new() { MaxWindows = 3 });
        Refused("Confidence is 1; it must be between 0.5 and 1", new() { Confidence = 1 });
        Refused("Tolerance is NaN", new() { Tolerance = double.NaN });
        Refused("WarmUpRuns is -1", new() { WarmUpRuns = -1 });
        Refused("WindowLength is 00:00:00", new() { WindowLength = TimeSpan.Zero });
        Refused("TimeLimit is 00:00:00", new() { TimeLimit = TimeSpan.Zero });
        Refused("IdleTime is 00:00:00", new() { IdleTime = TimeSpan.Zero });

        static void Refused(string words, EnergyTestOptions options) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => EnergyAssert.AtMost(Energy.FromJoules(1), () => { }, options)).Message);
    }

    private static string Empty() => Directory.CreateTempSubdirectory("aimeter-sys-").FullName;
}
