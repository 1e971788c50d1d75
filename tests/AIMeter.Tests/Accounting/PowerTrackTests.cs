using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Simulation;
using Xunit;

namespace AIMetering.Tests.Accounting;

public sealed class PowerTrackTests
{
    [Fact]
    public void A_constant_power_integrates_to_power_times_time()
    {
        EnergyResult result = Run(_ => 50, from: 1, to: 3);

        Assert.Equal(100, result.Energy!.Value.Joules, 1e-9);
        Assert.Equal(MeasurementMethod.Integrated, result.Method);
    }

    [Fact]
    public void A_ramp_is_integrated_by_trapezoids_and_the_edges_are_interpolated()
    {
        EnergyResult result = Run(seconds => 10 * (seconds - 0.05), from: 1.03, to: 2.57); // the mean of the last 100 ms

        Assert.Equal(5 * ((2.57 * 2.57) - (1.03 * 1.03)), result.Energy!.Value.Joules, 0.01);
        Assert.InRange(result.Energy.Value.Joules, result.Low!.Value.Joules, result.High!.Value.Joules);
    }

    [Theory]
    [InlineData(1.7)]
    [InlineData(3.3)]
    [InlineData(0.2)]
    public void A_step_between_two_reads_stays_inside_the_bound(double hertz)
    {
        SquareLoad load = new("square", hertz, 50, 350);
        EnergyResult result = Run(seconds => load.Energy(seconds - 0.1, seconds) / 0.1, from: 1, to: 3);
        double truth = load.Energy(1, 3);

        Assert.InRange(truth, result.Low!.Value.Joules, result.High!.Value.Joules);
    }

    [Fact]
    public void A_sensor_that_looks_a_quarter_of_the_time_says_what_it_assumes_and_has_a_wider_bound()
    {
        EnergyResult whole = Run(Wave, from: 1, to: 3, window: 0.1), quarter = Run(Wave, from: 1, to: 3, window: 0.025);

        Assert.Equal(EnergyCaveats.BetweenSamplesAssumed, quarter.Caveats & EnergyCaveats.BetweenSamplesAssumed);
        Assert.Equal(EnergyCaveats.None, whole.Caveats);
        Assert.True(quarter.Bound!.Value > whole.Bound!.Value);

        static double Wave(double seconds) => 200 + (100 * Math.Sin(seconds));
    }

    // The mean of the last second lags: what was drawn late in it has not been seen whole at either end of a window.
    [Theory]
    [InlineData(1)]
    [InlineData(0.37)]
    [InlineData(10)]
    [InlineData(0)]
    public void A_mean_over_a_second_is_bounded_by_what_its_lag_may_hide(double hertz)
    {
        Load load = hertz == 0 ? new BurstLoad(new Random(7)) : new SquareLoad("square", hertz, 50, 350);
        Random random = new(8);
        for (int window = 0; window < 200; window++)
        {
            double from = 2 + (3 * random.NextDouble()), length = 0.05 * Math.Pow(200, random.NextDouble());
            EnergyResult result = Run(seconds => load.Energy(seconds - 1, seconds), from, from + length, window: 1, until: from + length + 1);
            double truth = load.Energy(from, from + length);
            Assert.True(
                result.Low!.Value.Joules <= truth && truth <= result.High!.Value.Joules, $"{from} s, {length} s: {result} does not hold {truth} J");
        }
    }

    [Fact]
    public void A_gap_is_bridged_and_flagged_and_the_bound_covers_what_the_device_could_have_drawn()
    {
        EnergyResult result = Run(_ => 50, from: 0.5, to: 3.5, silent: seconds => seconds is > 1.05 and < 2.95);

        Assert.Equal(EnergyCaveats.Gap, result.Caveats & EnergyCaveats.Gap);
        Assert.InRange(150 + (250 * 1.9), result.Low!.Value.Joules, result.High!.Value.Joules); // 300 W all through the gap
    }

    [Fact]
    public void A_reading_that_cannot_be_true_is_as_if_it_had_not_been_read()
    {
        EnergyResult result = Run(seconds => Math.Abs(seconds - 2) < 0.01 ? 65_535 : 50, from: 1, to: 3);

        Assert.Equal(100, result.Energy!.Value.Joules, 1e-9);
    }

    private static EnergyResult Run(Func<double, double> power, double from, double to, double window = 0.1, Func<double, bool>? silent = null, double until = 4)
    {
        PowerTrack track = new(
            Channel.Power(new Device("plug", DeviceKind.Wall), new SensorTraits
            {
                RefreshPeriod = TimeSpan.FromMilliseconds(100),
                AveragingWindow = TimeSpan.FromSeconds(window),
                MaxPowerWatts = 400,
                GainError = 0,
            }), "test", interval: 0.1);
        Edge begin = new(from, 1), end = new(to, 1);
        track.Edges.Add(begin, 0);
        track.Edges.Add(end, 0);
        for (int read = 0; read <= 10 * until; read++)
        {
            double seconds = read * 0.1;
            if (silent?.Invoke(seconds) != true)
            {
                track.Observe(seconds - 1e-5, seconds, power(seconds));
            }
        }

        track.Edges.Finish(track);
        return track.Window(begin[0], end[0]);
    }
}
