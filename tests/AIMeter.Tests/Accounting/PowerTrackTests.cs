using AIMetering.Accounting;
using AIMetering.Readings;
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
        EnergyResult result = Run(seconds => 10 * seconds, from: 1.03, to: 2.57);

        Assert.Equal(5 * ((2.57 * 2.57) - (1.03 * 1.03)), result.Energy!.Value.Joules, 0.01);
        Assert.InRange(result.Energy.Value.Joules, result.Low!.Value.Joules, result.High!.Value.Joules);
    }

    [Theory]
    [InlineData(1.7)]
    [InlineData(3.3)]
    [InlineData(0.2)]
    public void A_step_between_two_reads_stays_inside_the_bound(double hertz)
    {
        double Power(double seconds) => seconds * hertz % 1 < 0.5 ? 350 : 50;
        double truth = 0;
        for (double seconds = 1; seconds < 3; seconds += 1e-5)
        {
            truth += Power(seconds) * 1e-5;
        }

        EnergyResult result = Run(Power, from: 1, to: 3);

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

    private static EnergyResult Run(Func<double, double> power, double from, double to, double window = 0.1, Func<double, bool>? silent = null)
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
        for (int read = 0; read <= 40; read++)
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
