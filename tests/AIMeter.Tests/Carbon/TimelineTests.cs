using AIMetering.Accounting;
using AIMetering.Carbon;
using AIMetering.Readings;
using AIMetering.Reports;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class TimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 0, 3, 0, TimeSpan.Zero);
    private static readonly long FiveMinutes = TimeSpan.FromMinutes(5).Ticks;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(30)]
    public void Every_five_minutes_of_a_run_of_weeks_keep_their_own_energy(int days)
    {
        // 1000 W for five minutes of every hour, from :30 to :35, and nothing in between.
        TrackHistory history = Burst(days);
        double total = history.Joules[^1];
        EnergyTimeline timeline = TimelineBuilder.Build([(history, Exactly(total))], 0, days * 86400.0, Start)!;

        Assert.Equal(total, timeline.Total.Joules);
        for (DateTimeOffset hour = Start.AddMinutes(-3).AddHours(1); hour < timeline.End.AddHours(-1); hour = hour.AddHours(1))
        {
            Assert.Equal(300_000, timeline.Between(hour.AddMinutes(30), hour.AddMinutes(35)).Joules, 1e-3);
            Assert.Equal(0, timeline.Between(hour.AddMinutes(35), hour.AddMinutes(90)).Joules, 1e-3);
        }
    }

    [Fact]
    public void A_run_of_weeks_is_priced_as_if_it_had_been_priced_by_its_samples()
    {
        TrackHistory history = Burst(20);
        EnergyTimeline timeline = TimelineBuilder.Build([(history, Exactly(history.Joules[^1]))], 0, 20 * 86400.0, Start)!;
        CarbonResult result = CarbonPricing.Price(timeline, Expensive(timeline.Start.AddMinutes(-3), timeline.End));
        Assert.Equal(500 * history.Joules[^1] / 3.6e6, result.Mass!.Value.Grams, 1e-6);
    }

    [Fact]
    public void The_parts_of_any_run_add_up_to_it() => Gen.Select(Gen.Double[1e-3, 3e6], Gen.Double[0, 1e9], Gen.Int[2, 50]).Sample((seconds, joules, samples) =>
    {
        TrackHistory history = new(
            [.. Enumerable.Range(0, samples).Select(index => seconds * index / (samples - 1))],
            [.. Enumerable.Range(0, samples).Select(index => joules * Math.Pow((double)index / (samples - 1), 2))]);
        EnergyTimeline timeline = TimelineBuilder.Build([(history, Exactly(joules))], 0, seconds, Start)!;
        Assert.Equal(joules, timeline.Total.Joules);
        Assert.Equal(seconds, timeline.Duration.TotalSeconds, 1e-6);
        double parts = 0;
        for (long at = timeline.Start.UtcTicks / FiveMinutes * FiveMinutes; at < timeline.End.UtcTicks; at += FiveMinutes)
        {
            parts += timeline.Between(new(at, TimeSpan.Zero), new(at + FiveMinutes, TimeSpan.Zero)).Joules;
        }

        Assert.Equal(joules, parts, 1e-9 * (1 + joules));
    }, iter: 50);

    private static EnergyResult Exactly(double joules) => EnergyResult.Known(
        Energy.FromJoules(joules), Energy.FromJoules(joules), Energy.FromJoules(joules), MeasurementMethod.Counter, "test");

    private static TrackHistory Burst(int days)
    {
        List<double> seconds = [0], joules = [0];
        for (double hour = -180; hour < days * 86400.0; hour += 3600)
        {
            foreach ((double at, double drawn) in new[] { (hour + 1800, 0.0), (hour + 2100, 300_000.0) })
            {
                if (at > 0 && at <= days * 86400.0)
                {
                    seconds.Add(at);
                    joules.Add(joules[^1] + drawn);
                }
            }
        }

        seconds.Add(days * 86400.0);
        joules.Add(joules[^1]);
        return new([.. seconds], [.. joules]);
    }

    // 500 g/kWh where the bursts are, 50 elsewhere.
    private static IntensitySeries Expensive(DateTimeOffset from, DateTimeOffset to)
    {
        List<IntensityPoint> points = [];
        IntensityPoint cheap = IntensitySeries.FromUser(CarbonSignal.Average, CarbonIntensity.FromGramsPerKilowattHour(50)).Points[0];
        for (DateTimeOffset at = from; at < to; at = at.AddMinutes(5))
        {
            points.Add(cheap with { From = at, To = at.AddMinutes(5), Intensity = CarbonIntensity.FromGramsPerKilowattHour(at.Minute == 30 ? 500 : 50) });
        }

        return new(CarbonSignal.Average, points);
    }
}
