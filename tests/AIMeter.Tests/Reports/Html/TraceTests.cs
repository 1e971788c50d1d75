using AIMetering.Readings;
using AIMetering.Reports.Html;
using Xunit;

namespace AIMetering.Tests.Reports.Html;

public class TraceTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    private static readonly Device Gpu = new("gpu0", DeviceKind.Gpu);

    [Fact]
    public void A_counter_is_drawn_as_its_rate_and_no_joule_is_lost()
    {
        double[] seconds = [.. Enumerable.Range(0, 101).Select(tick => tick * 0.1)];
        double[] joules = [.. seconds.Select(time => 30 * time)];
        TracePoints power = TraceBuilder.Of(Series(Channel.EnergyCounter(Gpu, new()), seconds, joules), Tenth, TimeSpan.FromMilliseconds(1));
        Assert.True(power.IsStep);
        Assert.All(power.Values, watts => Assert.Equal(30, watts, 1e-9));
        Assert.Equal(joules[^1], power.Seconds.Zip(power.Seconds.Skip(1), (from, to) => to - from).Zip(power.Values.Skip(1), (span, watts) => span * watts).Sum(), 1e-9);
    }

    [Fact]
    public void A_counter_that_is_renewed_as_slowly_as_it_is_read_gives_no_false_spikes()
    {
        // Renewed every 110 ms, read every 100 ms: single differences would be 0 W or 110 W.
        double[] seconds = [.. Enumerable.Range(0, 301).Select(tick => tick * 0.1)];
        double[] joules = [.. seconds.Select(time => 100 * 0.11 * Math.Floor((time + 1e-9) / 0.11))];
        TracePoints power = TraceBuilder.Of(Series(Channel.EnergyCounter(Gpu, new()), seconds, joules), Tenth, TimeSpan.FromMilliseconds(110));
        Assert.True(power.Values.Length > 20);
        Assert.All(power.Values, watts => Assert.InRange(watts, 89, 111));
    }

    [Fact]
    public void A_counter_that_went_back_leaves_a_gap()
    {
        TracePoints rate = TraceBuilder.Of(
            Series(Channel.Counter(Gpu, "pcie_tx", MetricUnit.Bytes), [0, 0.1, 0.2, 0.3], [100, 200, 5, 105]), Tenth, null);
        Assert.Equal([1000, 1000, double.NaN, 1000], rate.Values.Select(value => Math.Round(value, 6)));
    }

    [Fact]
    public void Silence_of_more_than_three_periods_is_a_gap_and_less_is_not()
    {
        Channel load = Channel.Gauge(Gpu, "utilization", MetricUnit.Percent);
        TracePoints late = TraceBuilder.Of(Series(load, [0, 0.1, 0.2, 0.49, 0.6], [1, 2, 3, 4, 5]), Tenth, null);
        Assert.Equal([1, 2, 3, 4, 5], late.Values);
        TracePoints silent = TraceBuilder.Of(
            Series(load, [.. Enumerable.Range(0, 20).Select(tick => tick < 10 ? tick * 0.1 : (tick * 0.1) + 1)], [.. Enumerable.Repeat(7.0, 20)]), Tenth, null);
        Assert.Equal(10, Array.FindIndex(silent.Values, double.IsNaN));
        Assert.Equal(20, silent.Values.Count(double.IsFinite));
    }

    [Fact]
    public void What_the_program_records_now_and_then_has_no_gaps_between()
    {
        Channel loss = Channel.Gauge(new Device("user", DeviceKind.User), "loss", MetricUnit.None);
        Assert.Equal([3, 2, 1], TraceBuilder.Of(Series(loss, [0, 50, 51], [3, 2, 1]), Tenth, null).Values);
    }

    [Fact]
    public void A_reduced_line_keeps_the_extremes_of_every_stretch_in_their_order()
    {
        MinMaxGrid grid = new(buckets: 2, duration: 10);
        uint[] slots = grid.Reduce(new([0.5, 1, 2, 3, 6, 7, 8], [5, 9, 1, 5, 2, 4, 3], IsStep: false));
        Assert.Equal([9, 1, null, 2, 4, null], slots.Select(Drawn));
        Assert.Equal([1.25, 3.75, 5, 6.25, 8.75, 10], grid.Axis());
    }

    [Fact]
    public void A_gap_cuts_a_reduced_line_and_is_never_a_zero()
    {
        MinMaxGrid grid = new(buckets: 3, duration: 9);
        uint[] inFront = grid.Reduce(new([1, 4, 5, 7], [1, double.NaN, 2, 3], IsStep: false));
        Assert.Equal([1, 1, null, 2, 2, null, 3, 3, null], inFront.Select(Drawn));
        Assert.Equal([TraceCode.Gap, TraceCode.Nothing, TraceCode.Nothing], [inFront[2], inFront[5], inFront[8]]);
        uint[] behind = grid.Reduce(new([1, 4, 5, 7], [1, 2, double.NaN, 3], IsStep: false));
        Assert.Equal([TraceCode.Nothing, TraceCode.Gap, TraceCode.Nothing], [behind[2], behind[5], behind[8]]);
        uint[] whole = grid.Reduce(new([1, 4, 5, 7], [1, double.NaN, double.NaN, 3], IsStep: false));
        Assert.Contains(TraceCode.Gap, whole[2..6]);
    }

    [Fact]
    public void Series_of_one_reading_share_an_axis_and_the_shift_is_known()
    {
        TimeAxes axes = new(tolerance: 0.01);
        Assert.Equal(0, axes.Of([0, 0.1, 0.2]));
        Assert.Equal(0, axes.Of([0.001, 0.104, 0.2]));
        Assert.Equal(1, axes.Of([0, 0.15, 0.2]));
        Assert.Equal(2, axes.Of([0, 0.1]));
        Assert.Equal(0.004, axes.LargestShift, 9);
    }

    [Theory]
    [InlineData("gpu0", DeviceKind.Gpu, "sm_active", "Compute")]
    [InlineData("gpu0", DeviceKind.Gpu, "memory_clock", "Memory")]
    [InlineData("gpu0", DeviceKind.Gpu, "dram_active", "Memory")]
    [InlineData("gpu0", DeviceKind.Gpu, "nvlink_tx_rate", "Communication")]
    [InlineData("host", DeviceKind.Host, "network_received", "Communication")]
    [InlineData("host", DeviceKind.Host, "cpu_utilization", "System")]
    [InlineData("user", DeviceKind.User, "loss", "User")]
    public void A_metric_stands_in_the_family_a_reader_looks_for_it(string id, DeviceKind kind, string metric, string family) =>
        Assert.Equal(family, MetricFamilies.Of(Channel.Gauge(new Device(id, kind), metric, MetricUnit.Percent)).ToString());

    private static double? Drawn(uint bits) => bits is TraceCode.Gap or TraceCode.Nothing ? null : BitConverter.UInt32BitsToSingle(bits);

    private static SeriesReport Series(Channel channel, double[] seconds, double[] values) => new()
    {
        Channel = channel,
        Source = "test",
        StatisticsUnit = channel.Unit,
        ElapsedSeconds = seconds,
        Values = values,
    };
}
