using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Simulation;
using Xunit;

namespace AIMetering.Tests.Issues;

/// <summary>Bounds that once did not contain the truth.</summary>
public sealed class FalseBoundTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void A_sensor_slower_than_it_claims_is_bounded_from_the_very_first_edge(double period)
    {
        Random random = new(17);
        for (int trial = 0; trial < 100; trial++)
        {
            TickingCounter sensor = new(new ConstantLoad(300), period, random.NextDouble(), 1e-3);
            SensorTraits claimed = sensor.Traits(0, maxWatts: 400) with
            {
                RefreshPeriod = TimeSpan.FromMilliseconds(100),
                LongestRefreshPeriod = TimeSpan.FromMilliseconds(200),
            };
            VirtualMeter meter = new(sensor, claimed, 5 + random.NextDouble(), 0.1, random);

            (double truth, EnergyResult result) = meter.Measure(12);

            Assert.InRange(truth, result.Low!.Value.Joules, result.High!.Value.Joules);
        }
    }

    [Fact]
    public void A_sensor_that_shows_too_much_is_bounded_while_the_device_draws_all_it_can()
    {
        Random random = new(18);
        for (int trial = 0; trial < 500; trial++)
        {
            TickingCounter sensor = new(new SquareLoad("step", 0.05, 0, 350, random.NextDouble()), 0.1, random.NextDouble(), 1e-3, gain: 1.05);
            VirtualMeter meter = new(sensor, sensor.Traits(0.05, maxWatts: 350), 5 + (20 * random.NextDouble()), 0.1, random);
            meter.RunUntil(meter.Now + 2);

            (double truth, EnergyResult result) = meter.Measure(0.005 * Math.Pow(200, random.NextDouble()));

            Assert.InRange(truth, result.Low!.Value.Joules - 1e-9, result.High!.Value.Joules + 1e-9);
        }
    }

    [Fact]
    public void A_value_taken_early_in_a_long_read_is_not_placed_at_an_update_that_came_during_the_read()
    {
        Random random = new(19);
        int contained = 0;
        for (int trial = 0; trial < 100; trial++)
        {
            TickingCounter sensor = new(new SquareLoad("square", 10, 50, 350, random.NextDouble()), 0.1, random.NextDouble(), 1e-3);
            VirtualMeter meter = new(sensor, sensor.Traits(0, maxWatts: 400), 5 + random.NextDouble(), 0.1, random, slowReads: 0.1);
            for (int window = 0; window < 20; window++)
            {
                (double truth, EnergyResult result) = meter.Measure(0.005 * Math.Pow(400, random.NextDouble()));
                contained += result.Low!.Value.Joules <= truth + 1e-9 && truth <= result.High!.Value.Joules + 1e-9 ? 1 : 0;
            }
        }

        Assert.Equal(2000, contained);
    }

    [Fact]
    public void A_device_that_draws_a_little_more_than_it_should_is_not_cut_short()
    {
        CounterTrack track = Track(maxWatts: 100);
        EnergyResult result = Window(track, seconds => 104 * seconds, 1, 3);

        Assert.InRange(208, result.Low!.Value.Joules, result.High!.Value.Joules + 1e-9);
        Assert.NotEqual(result.Low, result.High);
    }

    [Fact]
    public void Values_that_no_device_can_draw_make_the_energy_unknown_and_do_not_throw()
    {
        PowerTrack track = new(Channel.Power(new Device("plug", DeviceKind.Other), new SensorTraits()), "test", 0.1);
        track.Observe(0, 0.01, double.MaxValue);
        track.Observe(1, 1.01, double.MaxValue);
        track.Observe(2, 2.01, double.MaxValue);

        EnergyResult result = track.Window(track.At(0.5), track.At(1.5));

        Assert.False(result.IsKnown);
    }

    [Fact]
    public void A_window_after_the_sensor_was_lost_is_unknown_and_not_zero()
    {
        CounterTrack track = Track(maxWatts: 100);
        EnergyResult result = Window(track, seconds => 50 * seconds, 10, 12);

        Assert.False(result.IsKnown);
        Assert.Contains("no longer answered", result.Reason, StringComparison.Ordinal);
        Assert.True(result.Caveats.HasFlag(EnergyCaveats.SensorLost));
    }

    [Fact]
    public void A_greatest_power_without_end_is_refused_where_the_sensor_is_described() => Assert.Throws<ArgumentException>(
        () => Channel.EnergyCounter(new Device("plug", DeviceKind.Other), new SensorTraits { MaxPowerWatts = double.PositiveInfinity }));

    private static CounterTrack Track(double maxWatts) => new(
        Channel.EnergyCounter(new Device("gpu0", DeviceKind.Gpu), new SensorTraits { MaxPowerWatts = maxWatts, GainError = 0, JoulesPerCount = 1e-3 }), "test", interval: 0.1);

    private static EnergyResult Window(CounterTrack track, Func<double, double> joules, double from, double to)
    {
        Edge begin = new(from, 1), end = new(to, 1);
        track.Edges.Add(begin, 0);
        track.Edges.Add(end, 0);
        for (int read = 0; read < 40; read++)
        {
            double seconds = read * 0.1;
            track.Observe(seconds, seconds + 1e-5, Math.Floor(joules(seconds) * 1e3));
        }

        track.Edges.Finish(track);
        return track.Window(begin[0], end[0]);
    }
}
