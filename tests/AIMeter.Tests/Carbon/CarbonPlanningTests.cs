using AIMetering.Carbon;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class CarbonPlanningTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_run_is_priced_in_every_region_asked_for()
    {
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(1000), Midnight, TimeSpan.FromHours(1));
        RegionComparison comparison = CarbonPlanning.CompareRegions(run, [.. new[] { "FR", "PL", "US-CA", "aws:us-east-1", "IS" }.Select(GridRegion.Parse)]);
        Assert.Equal(["FR", "PL", "US-CA", "aws:us-east-1", "IS"], comparison.Rows.Select(row => row.Region.Code));
        Assert.True(comparison.Rows[1].Average.Mass > comparison.Rows[0].Average.Mass * 10, "Poland burns coal, France splits atoms");
        Assert.Equal(1.15, comparison.Rows[3].Average.Pue.Value);
        Assert.Null(comparison.Rows[4].Marginal.Mass);
        Assert.All(comparison.Rows, row => Assert.Equal(run.Total, row.Average.Energy));
        Assert.Contains("not on one basis", comparison.Caution, StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_on_one_basis_need_no_caution() =>
        Assert.Null(CarbonPlanning.CompareRegions(Run(1), [GridRegion.Parse("FR"), GridRegion.Parse("PL")]).Caution);

    [Fact]
    public void Different_site_overheads_are_named_and_one_for_all_needs_no_caution()
    {
        GridRegion[] regions = [GridRegion.Parse("IE"), GridRegion.Parse("aws:eu-west-1")];
        string caution = CarbonPlanning.CompareRegions(Run(1), regions).Caution!;
        Assert.Contains("IE PUE 1.00, aws:eu-west-1 PUE 1.11", caution, StringComparison.Ordinal);
        Assert.Contains("one PUE for all", caution, StringComparison.Ordinal);
        Assert.Null(CarbonPlanning.CompareRegions(Run(1), regions, PowerUsageEffectiveness.Of(1.2)).Caution);
    }

    [Fact]
    public void A_run_without_energy_compares_as_unknown() =>
        Assert.All(CarbonPlanning.CompareRegions(null, [GridRegion.Parse("FR")]).Rows, row => Assert.Null(row.Average.Mass));

    [Fact]
    public void The_best_start_is_where_the_valley_is()
    {
        // 400 g all day, 100 g from 03:00 to 05:00.
        IntensitySeries forecast = Hours([400, 400, 400, 100, 100, 400, 400, 400, 400, 400]);
        BestStart best = CarbonPlanning.BestStart(Run(2), forecast, Midnight, Midnight.AddHours(8));
        Assert.Equal(Midnight.AddHours(3), best.Start);
        Assert.Equal(200, best.Result!.Mass!.Value.Grams, 1e-6);
        Assert.Equal(600, best.Saving!.Value.Grams, 1e-6);
        Assert.Equal(800, best.Worst!.Mass!.Value.Grams, 1e-6);
    }

    [Fact]
    public void Starts_the_forecast_does_not_cover_are_not_chosen_but_counted()
    {
        IntensitySeries forecast = Hours([400, 300, 200, 1]);
        BestStart best = CarbonPlanning.BestStart(Run(2), forecast, Midnight, Midnight.AddHours(8), step: TimeSpan.FromHours(1));
        Assert.Equal(Midnight.AddHours(2), best.Start);
        Assert.Equal((3, 6), (best.Tried, best.NotCovered));
    }

    [Fact]
    public void A_forecast_that_covers_nothing_gives_a_reason_and_no_start()
    {
        BestStart best = CarbonPlanning.BestStart(Run(2), Hours([400]), Midnight, Midnight.AddHours(8));
        Assert.Null(best.Start);
        Assert.Null(best.Saving);
        Assert.Contains("ask for a longer one", best.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_window_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CarbonPlanning.BestStart(Run(1), Hours([1]), Midnight, Midnight.AddHours(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CarbonPlanning.BestStart(Run(1), Hours([1]), Midnight, Midnight, step: TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => CarbonPlanning.BestStart(Run(1), Hours([1]), Midnight, Midnight.AddDays(9999)));
    }

    [Fact]
    public void No_start_tried_beats_the_best_one() =>
        Gen.Select(Gen.Double[1, 900].Array[24], Gen.Double[0.1, 4], Gen.Double[0, 18]).Sample((grams, hours, other) =>
        {
            IntensitySeries forecast = Hours(grams);
            BestStart best = CarbonPlanning.BestStart(Run(hours), forecast, Midnight, Midnight.AddHours(18));
            DateTimeOffset start = Midnight.AddHours(other);
            CarbonResult elsewhere = CarbonPricing.Price(Run(hours).StartedAt(start), forecast);
            Assert.True(best.Result!.Mass!.Value.Grams <= elsewhere.Mass!.Value.Grams * (1 + 1e-9));
        });

    private static EnergyTimeline Run(double hours) => EnergyTimeline.Constant(Power.FromWatts(1000), Midnight, TimeSpan.FromHours(hours));

    private static IntensitySeries Hours(double[] grams)
    {
        IntensityPoint model = IntensitySeries.FromUser(CarbonSignal.MarginalOperating, CarbonIntensity.Zero).Points[0];
        return new IntensitySeries(CarbonSignal.MarginalOperating, grams.Select((value, hour) => model with
        {
            Intensity = CarbonIntensity.FromGramsPerKilowattHour(value),
            From = Midnight.AddHours(hour),
            To = Midnight.AddHours(hour + 1),
        }));
    }
}
