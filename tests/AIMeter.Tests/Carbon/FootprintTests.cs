using AIMetering.Carbon;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class FootprintTests
{
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    [Fact]
    public void An_hour_of_a_tonne_over_four_years() =>
        Assert.Equal(28.5388128, EmbodiedCarbon.Server(1, 16).For(OneHour).Mass.Grams, 1e-7);

    [Fact]
    public void An_hour_of_a_graphics_card_and_of_one_of_its_seven_slices()
    {
        Assert.Equal(4.6803653, EmbodiedCarbon.DataCentreGpu.For(OneHour).Mass.Grams, 1e-7);
        EmbodiedShare slice = (EmbodiedCarbon.DataCentreGpu with { Fraction = 1 / 7.0 }).For(OneHour);
        Assert.Equal(0.6686236, slice.Mass.Grams, 1e-7);
        Assert.True(slice.Low < slice.Mass && slice.Mass < slice.High);
    }

    [Fact]
    public void A_server_is_the_sum_of_its_parts() =>
        Assert.Equal(1000 + 100 + (1.388 * (384 - 16)) + 1200 + 200 + 50, EmbodiedCarbon.Server(2, 384, gpus: 8, solidStateDrives: 2, hardDisks: 1).Total.Kilograms, 1e-9);

    [Fact]
    public void Embodied_shares_of_parts_of_a_time_add_up() => Gen.Select(Gen.Double[0, 1e4], Gen.Double[0, 1e4]).Sample((first, second) =>
    {
        EmbodiedCarbon gpu = EmbodiedCarbon.DataCentreGpu;
        double whole = gpu.For(TimeSpan.FromSeconds(first) + TimeSpan.FromSeconds(second)).Mass.Grams;
        double parts = gpu.For(TimeSpan.FromSeconds(first)).Mass.Grams + gpu.For(TimeSpan.FromSeconds(second)).Mass.Grams;
        Assert.Equal(whole, parts, 1e-9 + (whole * 1e-12));
    });

    [Fact]
    public void Impossible_devices_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => (EmbodiedCarbon.DataCentreGpu with { Fraction = 0 }).For(OneHour));
        Assert.Throws<InvalidOperationException>(() => (EmbodiedCarbon.DataCentreGpu with { Fraction = 1.1 }).For(OneHour));
        Assert.Throws<InvalidOperationException>(() => (EmbodiedCarbon.DataCentreGpu with { Lifetime = TimeSpan.Zero }).For(OneHour));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbodiedCarbon.DataCentreGpu.For(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbodiedCarbon.Server(0, 16));
    }

    [Fact]
    public void The_score_per_request_is_operational_and_embodied_over_requests()
    {
        CarbonResult operational = Priced(9.8278347);
        SoftwareCarbonIntensity score = SoftwareCarbonIntensity.Score(operational, CarbonMass.FromGrams(0.78), 250, "request");
        Assert.Equal(0.0424313, score.GramsPerUnit!.Value, 1e-7);
        Assert.Null(score.Reason);
    }

    [Fact]
    public void No_request_is_no_score_and_not_infinity()
    {
        SoftwareCarbonIntensity score = SoftwareCarbonIntensity.Score(Priced(1), CarbonMass.Zero, 0, "request");
        Assert.Null(score.GramsPerUnit);
        Assert.Contains("not defined", score.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_without_embodied_or_operational_carbon_says_so()
    {
        Assert.Contains("embodied", SoftwareCarbonIntensity.Score(Priced(1), null, 10, "image").Reason, StringComparison.Ordinal);
        SoftwareCarbonIntensity unknown = SoftwareCarbonIntensity.Score(CarbonPricing.Price(null, IntensitySeries.FromUser(CarbonSignal.Average, CarbonIntensity.Zero)), null, 10, "image");
        Assert.Null(unknown.GramsPerUnit);
        Assert.Contains("no energy", unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_of_contracts_is_refused()
    {
        CarbonResult contracts = CarbonPricing.Price(OneKilowattHour, IntensitySeries.FromUser(CarbonSignal.MarketBased, CarbonIntensity.Zero));
        Assert.Throws<ArgumentException>(() => SoftwareCarbonIntensity.Score(contracts, null, 1, "request"));
    }

    [Fact]
    public void Water_that_is_not_reported_is_unknown_and_not_zero()
    {
        Assert.Null(SiteWater.Litres(Energy.FromKilowattHours(2), null));
        Assert.Equal(0.36, SiteWater.Litres(Energy.FromKilowattHours(2), 0.18)!.Value, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => SiteWater.Litres(Energy.Zero, -1));
    }

    [Fact]
    public void A_tariff_prices_kilowatt_hours()
    {
        var tariff = new ElectricityTariff(0.30, "EUR");
        Assert.Equal(0.6, tariff.Cost(Energy.FromKilowattHours(2)), 1e-12);
        Assert.Equal("0.72 EUR", tariff.Format(Energy.FromKilowattHours(2), PowerUsageEffectiveness.Of(1.2)));
    }

    [Fact]
    public void Equivalents_name_their_source() =>
        Assert.All(CarbonEquivalent.Of(CarbonMass.FromKilograms(1)), equivalent => Assert.Contains(equivalent.Source, equivalent.ToString(), StringComparison.Ordinal));

    private static EnergyTimeline OneKilowattHour => EnergyTimeline.Constant(Power.FromWatts(1000), new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero), OneHour);

    private static CarbonResult Priced(double grams) =>
        CarbonPricing.Price(OneKilowattHour, IntensitySeries.FromUser(CarbonSignal.Average, CarbonIntensity.FromGramsPerKilowattHour(grams)));
}
