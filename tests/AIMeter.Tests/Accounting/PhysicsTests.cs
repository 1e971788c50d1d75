using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Simulation;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Accounting;

public sealed class PhysicsTests
{
    [Fact]
    public void Any_cutting_of_a_run_into_phases_adds_up_to_the_run() =>
        Gen.Select(Gen.Double[0.002, 0.8].Array[1, 12], Gen.Int[0, 3], Gen.Int[0, 1_000_000]).Sample((lengths, sensorKind, seed) =>
        {
            Random random = new(seed);
            TickingCounter sensor = Sensor(sensorKind, random);
            VirtualMeter meter = new(sensor, sensor.Traits(0.05, maxWatts: 700), 1, 0.1, random);
            List<Edge> edges = [meter.Begin()];
            foreach (double length in lengths)
            {
                meter.RunUntil(edges[^1].Seconds + length);
                edges.Add(meter.End());
            }

            meter.Settle();
            double parts = 0;
            for (int edge = 1; edge < edges.Count; edge++)
            {
                double part = meter.Window(edges[edge - 1], edges[edge]).Energy!.Value.Joules;
                Assert.True(part >= 0);
                parts += part;
            }

            double whole = meter.Window(edges[0], edges[^1]).Energy!.Value.Joules;
            Assert.Equal(whole, parts, 1e-9 * Math.Max(1, whole));
        }, iter: 300);

    [Fact]
    public void Any_wrap_position_gives_the_same_energy() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0.01, 20], Gen.Int[0, 1_000_000]).Sample((position, length, seed) =>
        {
            const double Range = 40_000_000; // 40 J in counts of 1 µJ: wraps many times a minute at 100 W
            ConstantLoad load = new(100);
            double Measure(double offset, double? wrapsAt)
            {
                Random random = new(seed);
                TickingCounter sensor = new(load, 1e-3, 0.5, 1e-6, wrapsAt: wrapsAt, offset: offset);
                VirtualMeter meter = new(sensor, sensor.Traits(0, maxWatts: 150), 1, 0.1, random);
                return meter.Measure(length).Result.Energy!.Value.Joules;
            }

            Assert.Equal(Measure(0, null), Measure(position * Range, Range), 1e-5);
        }, iter: 200);

    [Fact]
    public void A_wrap_inside_a_window_of_a_few_milliseconds_is_seen_as_a_wrap()
    {
        TickingCounter sensor = new(new ConstantLoad(100), 1e-3, 0, 1e-6, wrapsAt: 262_143_328_850, offset: 262_143_328_850 - 100_500_000);
        VirtualMeter meter = new(sensor, sensor.Traits(0, maxWatts: 300), 1, 0.1, new Random(1));
        (double truth, EnergyResult result) = meter.Measure(0.02);

        Assert.Equal(1, meter.Track.Wraps);
        Assert.InRange(truth, result.Low!.Value.Joules, result.High!.Value.Joules);
        Assert.InRange(result.Energy!.Value.Joules, 0.7 * truth, 1.3 * truth);
    }

    [Fact]
    public void Energy_never_falls_with_time_whatever_order_the_edges_come_in() =>
        Gen.Select(Gen.Double[1.01, 4].Array[2, 30], Gen.Int[0, 1000]).Sample((moments, seed) =>
        {
            Random random = new(seed);
            TickingCounter sensor = Sensor(random.Next(4), random);
            VirtualMeter meter = new(sensor, sensor.Traits(0.05, maxWatts: 700), 1, 0.1, random);
            Array.Sort(moments);
            List<Edge> edges = [];
            foreach (double moment in moments)
            {
                meter.RunUntil(moment);
                edges.Add(random.Next(2) == 0 ? meter.Begin() : meter.End());
            }

            meter.Settle();
            Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.True(pair.Second[0].Joules >= pair.First[0].Joules));
        }, iter: 200);

    private static TickingCounter Sensor(int kind, Random random) => kind switch
    {
        0 => new TickingCounter(new ConstantLoad(120), 1e-3, random.NextDouble(), 61e-6),
        1 => new TickingCounter(new SquareLoad("square", 3, 50, 350), 0.1, random.NextDouble(), 1e-3),
        2 => new TickingCounter(new BurstLoad(new Random(4)), 0.02, random.NextDouble(), 1e-3, jitter: 0.1),
        _ => new TickingCounter(new BurstLoad(new Random(9)), 0.05, random.NextDouble(), 1e-3),
    };
}
