using AIMetering.Carbon;
using AIMetering.Tests.Reports;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

/// <summary>Grams an auditor would take for more, or for less, than they are.</summary>
public class CarbonAuditTests
{
    private static readonly DateTimeOffset Noon = SampleCarbon.Noon;
    private static readonly EnergyTimeline TenMinutes = EnergyTimeline.Constant(Power.FromWatts(200), Noon, TimeSpan.FromMinutes(10));

    [Fact]
    public void A_price_for_the_idle_minutes_alone_is_no_price_and_not_zero_grams()
    {
        EnergyTimeline late = new([Noon.UtcTicks, Noon.AddMinutes(5).UtcTicks, Noon.AddMinutes(10).UtcTicks], [0, 0, 3.6e6]);
        CarbonResult result = CarbonPricing.Price(late, new(CarbonSignal.Average, [Point(0, 5, 400)]));
        Assert.Null(result.Mass);
        Assert.Equal((3.6e6, 0.0), (result.Energy!.Value.Joules, result.PricedEnergy.Joules));
        Assert.Contains("no intensity is known", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_drew_nothing_emitted_nothing()
    {
        EnergyTimeline idle = new([Noon.UtcTicks, Noon.AddMinutes(10).UtcTicks], [0, 0]);
        CarbonResult result = CarbonPricing.Price(idle, GridIntensity.Average(GridRegion.Parse("DE")));
        Assert.Equal(0, result.Mass!.Value.Grams);
        Assert.Null(result.Coverage);
        Assert.Null(result.EffectiveIntensity);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void A_series_with_an_intensity_that_cannot_be_is_refused(double grams) => Assert.Contains(
        "no intensity",
        Assert.Throws<ArgumentException>(() => new IntensitySeries(CarbonSignal.Average, [Point(0, 5, grams)])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Originals_that_are_not_all_known_are_told_for_none()
    {
        IntensityPoint[] points = [Point(0, 3, 10) with { OriginalValue = 10 }, Point(3, 6, 20), Point(6, 10, 30) with { OriginalValue = 30 }];
        CarbonShare share = Assert.Single(CarbonPricing.Price(TenMinutes, new(CarbonSignal.Average, points)).Shares);
        Assert.Equal((null, null), (share.LowestOriginal, share.HighestOriginal));
        Assert.Equal((10.0, 30.0), (share.Lowest.GramsPerKilowattHour, share.Highest.GramsPerKilowattHour));
    }

    [Fact]
    public void A_hole_between_slivers_of_values_is_filled_by_few_points()
    {
        IntensityPoint Sliver(int minute) => Point(minute, minute + 1, 400) with { To = Noon.AddMinutes(minute).AddTicks(10_000) };
        List<IntensityPoint> filled = IntensityRules.Fill([Sliver(0), Sliver(2)], Noon, Noon.AddMinutes(2));
        Assert.InRange(filled.Count, 3, 10);
        Assert.Empty(IntensityRules.Holes(filled, Noon, Noon.AddMinutes(2)));
    }

    [Fact]
    public void The_combined_margin_is_not_answered_with_the_operating_one()
    {
        CarbonAccount account = new(new() { Region = GridRegion.Parse("DE"), Marginal = CarbonIntensity.FromGramsPerKilowattHour(700) }, TenMinutes);
        CarbonResult combined = account.PricePart(CarbonSignal.MarginalCombined, TenMinutes);
        Assert.Null(combined.Mass);
        Assert.Equal(CarbonSignal.MarginalCombined, combined.Signal);
        Assert.Contains("MarginalOperating", combined.Reason, StringComparison.Ordinal);
        Assert.NotNull(account.PricePart(CarbonSignal.MarginalOperating, TenMinutes).Mass);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_offset_does_not_lower_a_score(double embodied)
    {
        CarbonResult operational = CarbonPricing.Price(TenMinutes, GridIntensity.Average(GridRegion.Parse("DE")));
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftwareCarbonIntensity.Score(operational, CarbonMass.FromGrams(embodied), 10, "request"));
    }

    [Fact]
    public void A_device_beyond_all_numbers_costs_no_report()
    {
        EmbodiedCarbon absurd = EmbodiedCarbon.DataCentreGpu with { Total = CarbonMass.FromGrams(double.MaxValue), Lifetime = TimeSpan.FromTicks(1) };
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(new() { Region = GridRegion.Parse("DE"), Embodied = [absurd] }, ("tokens", 5));
        Assert.Single(report.Carbon!.Scores);
        Assert.NotNull(report.Carbon.Average.Mass);
    }

    [Fact]
    public void A_score_names_all_that_is_missing_from_it()
    {
        CarbonResult half = CarbonPricing.Price(TenMinutes, new(CarbonSignal.Average, [Point(0, 5, 400)]));
        string reason = SoftwareCarbonIntensity.Score(half, null, 10, "request").Reason!;
        Assert.Contains("embodied carbon is left out", reason, StringComparison.Ordinal);
        Assert.Contains("only 50 % of the energy is priced", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_almost_all_is_not_called_all()
    {
        CarbonResult almost = CarbonPricing.Price(
            EnergyTimeline.Constant(Power.FromWatts(200), Noon, TimeSpan.FromMinutes(1000)), new(CarbonSignal.Average, [Point(0, 998, 400)]));
        Assert.Contains("99.8 % of the energy priced", almost.ToString(), StringComparison.Ordinal);
        Assert.Contains("only 99.8 % of", SoftwareCarbonIntensity.Score(almost, CarbonMass.Zero, 1, "request").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_report_compares_regions_by_the_site_overhead_it_was_given()
    {
        MeterReport report = SampleCarbon.TenthOfAKilowattHour(new() { Region = GridRegion.Parse("aws:us-east-1"), Pue = PowerUsageEffectiveness.Of(1.5) });
        MeterReport loaded = MeterReport.FromJson(report.ToJson());
        Assert.Equal(Masses(report), Masses(loaded));
        MeterReport published = SampleCarbon.TenthOfAKilowattHour(new() { Region = GridRegion.Parse("aws:us-east-1") });
        Assert.Equal([1.0, 1.11], Overheads(published));
        Assert.Equal([1.0, 1.11], Overheads(MeterReport.FromJson(published.ToJson())));
    }

    [Fact]
    public void Nobody_is_sent_waiting_for_a_rounding_error() =>
        Gen.Select(Gen.Double[0.1, 900], Gen.Double[0.1, 50].Array[2, 40]).Sample((grams, joules) =>
        {
            // On a grid that never changes all starts are alike; their sums differ in the last bits.
            IntensitySeries flat = new(CarbonSignal.Average, Enumerable.Range(0, 600).Select(step => Point(7 * step, 7 * (step + 1), grams)));
            double drawn = 0;
            EnergyTimeline run = new(
                [.. joules.Select((_, step) => Noon.AddMinutes(3 * step).UtcTicks)], [.. joules.Select(piece => drawn += piece)]);
            BestStart best = CarbonPlanning.BestStart(run, flat, Noon, Noon.AddHours(24));
            Assert.Equal((Noon, 0.0), (best.Start, best.Saving!.Value.Grams));
        });

    [Fact]
    public async Task A_value_that_stands_in_is_not_warned_of_where_it_was_not_used()
    {
        GridRegion nowhere = GridRegion.Parse("AQ");
        var provider = new Answering("told", (request, _) => Point(0, 10, 300, request.Signal));
        CarbonAccount account = new(new() { Region = nowhere, Providers = [provider] }, TenMinutes);
        Assert.Contains(account.Current.Average.Notes, note => note.Contains("the world's stands in", StringComparison.Ordinal));
        CarbonStatement settled = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, settled.Average.Coverage!.Value, 1e-12);
        Assert.DoesNotContain(settled.Average.Notes, note => note.Contains("stands in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_first_provider_said_is_not_given_up_for_what_the_second_says_later()
    {
        bool isGone = false;
        var first = new Answering("first", (request, _) => isGone ? null : Point(0, 10, 100, request.Signal, "first"));
        var second = new Answering("second", (request, _) => Point(0, 10, 900, request.Signal, "second"));
        CarbonAccount account = new(new() { Region = GridRegion.Parse("DE"), Providers = [first, second] }, TenMinutes);
        await account.SettleAsync(TestContext.Current.CancellationToken);
        isGone = true;
        CarbonStatement after = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal("first", Assert.Single(after.Average.Shares).Provenance.Provider);
        Assert.Equal(100, after.Average.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
    }

    [Fact]
    public async Task Energy_is_split_at_edges_that_are_no_multiples_of_five_minutes()
    {
        // All is drawn in the first minute, at 100 g/kWh; the next four cost 1000.
        EnergyTimeline burst = new([Noon.UtcTicks, Noon.AddMinutes(1).UtcTicks, Noon.AddMinutes(5).UtcTicks], [0, 3.6e6, 3.6e6]);
        var minutes = new Answering("told", (request, _) => Point(0, 1, 100, request.Signal), (request, _) => Point(1, 5, 1000, request.Signal));
        CarbonAccount account = new(new() { Region = GridRegion.Parse("DE"), Providers = [minutes] }, burst);
        CarbonStatement settled = await account.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(100, settled.Average.Mass!.Value.Grams, 1e-9);
        Assert.Equal(100, settled.Marginal.Mass!.Value.Grams, 1e-9);
        Assert.Equal(100, account.PricePart(CarbonSignal.Average, burst.Window(Noon, Noon.AddMinutes(2))).Mass!.Value.Grams, 1e-9);
    }

    [Fact]
    public void A_curve_of_very_many_knots_is_kept_at_five_minutes_and_stays_exact_in_its_sum()
    {
        EnergyTimeline fine = new(
            [.. Enumerable.Range(0, 50_000).Select(step => Noon.AddSeconds(step).UtcTicks)], [.. Enumerable.Range(0, 50_000).Select(step => 10.0 * step)]);
        CarbonResult result = new CarbonAccount(new() { Region = GridRegion.Parse("DE") }, fine).Current.Average;
        Assert.Equal(fine.Total, result.Energy);
        Assert.Equal(1, result.Coverage!.Value, 1e-12);
    }

    [Theory]
    [InlineData(3000.1)]
    [InlineData(394_625)] // tonnes for kilograms
    public void An_intensity_of_a_wrong_unit_is_refused_where_it_is_set(double grams)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new CarbonSettings { Marginal = CarbonIntensity.FromGramsPerKilowattHour(grams) }).Message;
        Assert.Contains("Marginal", message, StringComparison.Ordinal);
        Assert.Contains("check the unit", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_over_new_year_is_cut_at_the_turn_of_the_year_in_utc()
    {
        DateTimeOffset eve = new(2026, 12, 31, 19, 0, 0, TimeSpan.FromHours(-4.5)); // 23:30 UTC
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(1000), eve, TimeSpan.FromHours(1)).Compact(TimeSpan.FromMinutes(5));
        DateTimeOffset year = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        IntensitySeries series = new(CarbonSignal.Average, [Point(0, 5, 100) with { From = year.AddDays(-1), To = year }, Point(0, 5, 300) with { From = year, To = year.AddDays(1) }]);
        Assert.Equal(200, CarbonPricing.Price(run, series).Mass!.Value.Grams, 1e-9);
    }

    private static double[] Masses(MeterReport report) => [.. report.CompareRegions("IE", "aws:eu-west-1").Rows.Select(row => row.Average.Mass!.Value.Grams)];

    private static double[] Overheads(MeterReport report) => [.. report.CompareRegions("IE", "aws:eu-west-1").Rows.Select(row => row.Average.Pue.Value)];

    private static IntensityPoint Point(int from, int to, double grams, CarbonSignal signal = CarbonSignal.Average, string provider = "told") => new()
    {
        From = Noon.AddMinutes(from),
        To = Noon.AddMinutes(to),
        Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
        Provenance = new() { Signal = signal, Kind = IntensityKind.Historical, Provider = provider, Region = "DE", OriginalUnit = "g/kWh" },
    };

    /// <summary>A provider as a user might write one; null is a failure.</summary>
    private sealed class Answering(string name, params Func<IntensityRequest, CancellationToken, IntensityPoint?>[] answers) : ICarbonIntensityProvider
    {
        public string Name => name;

        public Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
        {
            IntensityPoint[] points = [.. answers.Select(answer => answer(request, cancellationToken)).OfType<IntensityPoint>()];
            return Task.FromResult(points.Length > 0 ? new IntensityAnswer { Points = points } : IntensityAnswer.None("503"));
        }
    }
}
