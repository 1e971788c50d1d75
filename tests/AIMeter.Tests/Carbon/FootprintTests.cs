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
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbodiedCarbon.DataCentreGpu with { Fraction = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbodiedCarbon.DataCentreGpu with { Fraction = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbodiedCarbon.DataCentreGpu with { Fraction = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbodiedCarbon.DataCentreGpu with { Lifetime = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbodiedCarbon.DataCentreGpu with { Total = CarbonMass.FromGrams(double.NaN) });
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
    public void Bad_options_are_refused_where_they_are_set_by_a_message_that_names_value_and_remedy()
    {
        void Refused(string value, string remedy, Action<MeterConfiguration> set)
        {
            string message = Assert.ThrowsAny<ArgumentException>(() => set(AIMeter.Configure())).Message;
            Assert.Contains(value, message, StringComparison.Ordinal);
            Assert.Contains(remedy, message, StringComparison.Ordinal);
        }

        Refused("not 0.9", "WithPue takes", meter => meter.WithPue(0.9));
        Refused("not NaN", "WithPue takes", meter => meter.WithPue(double.NaN));
        Refused("not -0.1", "leave it out", meter => meter.WithWue(-0.1));
        Refused("not Infinity", "leave it out", meter => meter.WithWue(double.PositiveInfinity));
        Refused("not -0.3", "A tariff is a price per kilowatt hour", meter => meter.WithTariff(-0.3, "EUR"));
        Refused("not NaN", "A tariff is a price per kilowatt hour", meter => meter.WithTariff(double.NaN, "EUR"));
        Refused("not ' '", "needs its currency", meter => meter.WithTariff(0.3, " "));
        Refused("given none", "Leave the call out", meter => meter.WithEmbodied());
        Refused("not 00:00:00", "servers serve about 4 years", meter => meter.WithEmbodied(EmbodiedCarbon.DataCentreGpu with { Lifetime = TimeSpan.Zero }));
        Refused("'US-CAA'", "US-CA", meter => meter.InRegion("US-CAA"));
        Refused("91", "were the two swapped", meter => meter.InRegion(91, 13.4));
    }

    [Fact]
    public void Bounds_of_energy_and_of_making_reach_the_score()
    {
        DateTimeOffset noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
        EnergyTimeline energy = new([noon.UtcTicks, noon.AddHours(1).UtcTicks], [0, 3.6e6], [0, 3.42e6], [0, 3.78e6]);
        CarbonResult operational = CarbonPricing.Price(energy, IntensitySeries.FromUser(CarbonSignal.Average, CarbonIntensity.FromGramsPerKilowattHour(100)));
        SoftwareCarbonIntensity score = SoftwareCarbonIntensity.Of(operational, [EmbodiedCarbon.DataCentreGpu.For(OneHour)], 10, "image");
        double hours = 4 * 365 * 24;
        Assert.Equal((100 + (164_000 / hours)) / 10, score.GramsPerUnit!.Value, 1e-9);
        Assert.Equal((95 + (150_000 / hours)) / 10, score.LowGramsPerUnit!.Value, 1e-9);
        Assert.Equal((105 + (320_000 / hours)) / 10, score.HighGramsPerUnit!.Value, 1e-9);
    }

    [Fact]
    public void A_converted_value_keeps_the_number_its_publisher_gave()
    {
        CarbonShare share = Assert.Single(CarbonPricing.Price(OneKilowattHour, GridIntensity.Average(GridRegion.Parse("CAMX"))).Shares);
        Assert.Equal((429.983, 429.983, "lb"), (share.LowestOriginal, share.HighestOriginal, share.Provenance.OriginalUnit[..2]));
        Assert.Equal(195.037, share.Lowest.GramsPerKilowattHour, 1e-3);
    }

    [Fact]
    public void Equivalents_name_their_source() =>
        Assert.All(CarbonEquivalent.Of(CarbonMass.FromKilograms(1)), equivalent => Assert.Contains(equivalent.Source, equivalent.ToString(), StringComparison.Ordinal));

    private static EnergyTimeline OneKilowattHour => EnergyTimeline.Constant(Power.FromWatts(1000), new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero), OneHour);

    private static CarbonResult Priced(double grams) =>
        CarbonPricing.Price(OneKilowattHour, IntensitySeries.FromUser(CarbonSignal.Average, CarbonIntensity.FromGramsPerKilowattHour(grams)));
}
