using AIMetering.Accounting;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Tests.Accounting;

/// <summary>The faults that make peers report negative joules, kilowatts or nothing.</summary>
public sealed class FaultTests
{
    private const double Watts = 100;

    [Fact]
    public void A_counter_that_is_reset_bridges_the_loss_and_says_so()
    {
        CounterTrack track = Track();
        EnergyResult result = Run(track, seconds => seconds < 2.04 ? 5000 + (Watts * seconds) : Watts * (seconds - 2.04), until: 4);

        Assert.Equal(EnergyCaveats.CounterReset, result.Caveats & EnergyCaveats.CounterReset);
        Assert.InRange(result.Energy!.Value.Joules, 390, 410);
        Assert.InRange(400, result.Low!.Value.Joules, result.High!.Value.Joules);
        Assert.Equal(1, track.Lost.Resets);
    }

    [Fact]
    public void One_garbled_value_is_dropped_and_costs_nothing()
    {
        CounterTrack track = Track();
        EnergyResult result = Run(track, seconds => Math.Abs(seconds - 2) < 0.01 ? 9e12 : 5000 + (Watts * seconds), until: 4);

        Assert.Equal(EnergyCaveats.None, result.Caveats);
        Assert.Equal(400, result.Energy!.Value.Joules, 1.0);
        Assert.Equal(1, track.Garbled);
    }

    [Fact]
    public void One_value_that_drops_to_zero_is_dropped_and_costs_nothing()
    {
        EnergyResult result = Run(Track(), seconds => Math.Abs(seconds - 2) < 0.01 ? 0 : 5000 + (Watts * seconds), until: 4);

        Assert.Equal(EnergyCaveats.None, result.Caveats);
        Assert.Equal(400, result.Energy!.Value.Joules, 1.0);
    }

    [Fact]
    public void A_jump_that_no_device_can_draw_is_rejected_and_bridged()
    {
        CounterTrack track = Track();
        EnergyResult result = Run(track, seconds => (seconds < 2 ? 0 : 1_000_000) + (Watts * seconds), until: 4);

        Assert.Equal(EnergyCaveats.ImpossibleDelta, result.Caveats & EnergyCaveats.ImpossibleDelta);
        Assert.InRange(result.Energy!.Value.Joules, 390, 410);
        Assert.InRange(400, result.Low!.Value.Joules, result.High!.Value.Joules);
    }

    [Fact]
    public void A_sensor_that_stops_answering_keeps_what_it_said_and_the_bound_covers_the_rest()
    {
        CounterTrack track = Track();
        for (double seconds = 0; seconds < 2; seconds += 0.1)
        {
            track.Observe(seconds, seconds + 1e-5, Watts * seconds);
        }

        EnergyResult result = track.Window(track.At(0.05), track.At(4));

        Assert.Equal(EnergyCaveats.SensorLost, result.Caveats & EnergyCaveats.SensorLost);
        Assert.InRange(result.Energy!.Value.Joules, 180, 200);
        Assert.InRange(395, result.Low!.Value.Joules, result.High!.Value.Joules);
    }

    [Fact]
    public void A_sensor_that_never_answered_is_unknown_and_not_zero()
    {
        CounterTrack track = Track();

        EnergyResult result = track.Window(track.At(0), track.At(1));

        Assert.False(result.IsKnown);
        Assert.Null(result.Energy);
        Assert.NotNull(result.Reason);
    }

    [Fact]
    public void A_machine_that_slept_marks_the_windows_it_slept_in_and_no_others()
    {
        CounterTrack track = Track();
        Edge begin = new(0.5, 1), middle = new(1.5, 1), end = new(3, 1);
        foreach (Edge edge in new[] { begin, middle, end })
        {
            track.Edges.Add(edge, 0);
        }

        for (double seconds = 0; seconds < 3.5; seconds += 0.1)
        {
            if (Math.Abs(seconds - 2) < 0.01)
            {
                track.NoteSuspend();
            }

            track.Observe(seconds, seconds + 1e-5, Watts * seconds);
        }

        Assert.Equal(EnergyCaveats.None, track.Window(begin[0], middle[0]).Caveats);
        Assert.Equal(EnergyCaveats.Suspended, track.Window(middle[0], end[0]).Caveats);
    }

    [Fact]
    public void A_silence_long_enough_for_two_wraps_widens_the_bound_by_the_wrap_that_may_be_missing()
    {
        CounterTrack track = Track(wrapsAt: 1000);
        track.Observe(0, 1e-5, 0);
        track.Observe(0.1, 0.10001, 10);
        track.Observe(20, 20.00001, 0); // 100 W for 20 s went twice around the range of 1000 J

        EnergyResult result = track.Window(track.At(0.1), track.At(20));

        Assert.Equal(EnergyCaveats.Gap, result.Caveats & EnergyCaveats.Gap);
        Assert.InRange(1990, result.Low!.Value.Joules, result.High!.Value.Joules);
    }

    [Fact]
    public void A_device_whose_counter_stands_still_is_not_given_energy_it_did_not_show()
    {
        EnergyResult result = Run(Track(), _ => 1234, until: 4);

        Assert.Equal(0, result.Energy!.Value.Joules, 1e-9);
        Assert.InRange(result.High!.Value.Joules, 0, 400 * 4);
    }

    private static CounterTrack Track(double? wrapsAt = null) => new(
        Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), new SensorTraits
        {
            RefreshPeriod = TimeSpan.FromMilliseconds(1),
            LongestRefreshPeriod = TimeSpan.FromMilliseconds(2),
            MaxPowerWatts = 400,
            GainError = 0,
            JoulesPerCount = 1,
            WrapsAt = wrapsAt,
        }), "test", interval: 0.1);

    private static EnergyResult Run(CounterTrack track, Func<double, double> counter, double until)
    {
        Edge begin = new(0.0001, 1), end = new(until, 1);
        track.Edges.Add(begin, 0);
        track.Edges.Add(end, 0);
        for (int read = 0; read * 0.1 <= until + 0.3; read++)
        {
            track.Observe(read * 0.1, (read * 0.1) + 1e-5, counter(read * 0.1));
        }

        track.Edges.Finish(track);
        return track.Window(begin[0], end[0]);
    }
}
