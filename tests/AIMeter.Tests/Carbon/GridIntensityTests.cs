using AIMetering.Carbon;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class GridIntensityTests
{
    [Theory]
    [InlineData("US", 383.55, IntensityKind.StaticCountry, "average, CO2e, lifecycle, generation", "Ember", "2024")]
    [InlineData("EGRID-CAMX", 195.037, IntensityKind.StaticSubnational, "average, CO2e, direct, generation", "US EPA", "2023")]
    [InlineData("US-CA", 195.037, IntensityKind.StaticSubnational, "average, CO2e, direct, generation", "US EPA", "2023")]
    [InlineData("CA-ON", 25, IntensityKind.StaticSubnational, "average, CO2e, direct, consumption", "ECCC", "2020")]
    [InlineData("WORLD", 472.94, IntensityKind.StaticWorld, "average, CO2e, lifecycle, generation", "Ember", "2024")]
    [InlineData("EU27", 213.02, IntensityKind.StaticGroup, "average, CO2e, lifecycle, generation", "Ember", "2024")]
    [InlineData("LI", 36.72, IntensityKind.StaticProxy, "average, CO2e, lifecycle, generation", "Ember", "2024")]
    public void An_average_carries_its_whole_provenance(
        string code, double grams, IntensityKind kind, string basis, string provider, string vintage)
    {
        IntensityPoint point = Assert.Single(GridIntensity.Average(GridRegion.Parse(code)).Points);
        Assert.Equal(grams, point.Intensity.GramsPerKilowattHour, 5e-4);
        Assert.Equal((kind, basis, provider, vintage), (point.Provenance.Kind, point.Provenance.Basis, point.Provenance.Provider, point.Provenance.Vintage));
        Assert.NotNull(point.Provenance.Source);
        Assert.NotNull(point.Provenance.Licence);
        Assert.NotNull(point.OriginalValue);
    }

    [Fact]
    public void The_original_value_and_unit_of_eGRID_convert_to_the_tabled_grams()
    {
        IntensityPoint point = GridIntensity.Average(GridRegion.Parse("EGRID-CAMX")).Points[0];
        Assert.Equal((429.983, "lb CO2e/MWh"), (point.OriginalValue, point.Provenance.OriginalUnit));
        Assert.Equal(CarbonIntensity.FromPoundsPerMegawattHour(429.983).GramsPerKilowattHour, point.Intensity.GramsPerKilowattHour, 1e-3);
    }

    [Fact]
    public void Every_tabled_pound_converts_to_its_tabled_gram() => Assert.All(
        CarbonTables.Subnational.Values.Where(row => row.Required("original_unit") == "lb CO2e/MWh"),
        row => Assert.Equal(CarbonIntensity.FromPoundsPerMegawattHour(row.Number("original_value")!.Value).GramsPerKilowattHour, row.Number("gco2e_per_kwh")!.Value, 2e-3));

    [Fact]
    public void A_zone_is_consumption_based_and_under_its_own_licence()
    {
        IntensityProvenance zone = GridIntensity.Average(GridRegion.Parse("em:FR")).Points[0].Provenance;
        Assert.Equal((GridBasis.Consumption, "ODbL-1.0", "Electricity Maps"), (zone.Grid, zone.Licence, zone.Provider));
    }

    [Fact]
    public void An_average_of_zero_in_the_origin_is_missing_and_the_world_stands_in_with_a_warning()
    {
        IntensitySeries series = GridIntensity.Average(GridRegion.Parse("CF"));
        Assert.Equal(IntensityKind.StaticWorld, series.Points[0].Provenance.Kind);
        Assert.Contains(series.Notes, note => note.Contains("Central African Republic", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("US", 416)]
    [InlineData("DE", 650)]
    [InlineData("FR", 158)]
    [InlineData("US-CA", 416)]
    [InlineData("aws:eu-west-1", 0)]
    public void The_operating_margin_is_the_countrys(string code, double grams)
    {
        IntensityPoint point = GridIntensity.OperatingMargin(GridRegion.Parse(code)).Points[0];
        Assert.Equal("marginal-operating, CO2, direct, margin", point.Provenance.Basis);
        Assert.Equal("CC-BY-SA-4.0", point.Provenance.Licence);
        Assert.True(grams == 0 || grams == point.Intensity.GramsPerKilowattHour);
        Assert.True(point.Intensity.GramsPerKilowattHour > 0);
    }

    [Theory]
    [InlineData("IS", "hydro on the margin")]
    [InlineData("HK", "no row")]
    [InlineData("EU27", "no row")]
    public void A_margin_that_is_not_known_is_not_replaced_by_an_average(string code, string reason)
    {
        IntensitySeries series = GridIntensity.OperatingMargin(GridRegion.Parse(code));
        Assert.Empty(series.Points);
        Assert.Contains(reason, series.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_origins_default_margin_is_marked_as_standing_in() =>
        Assert.Equal(IntensityKind.StaticProxy, GridIntensity.OperatingMargin(GridRegion.Parse("MV")).Points[0].Provenance.Kind);

    [Fact]
    public void Every_region_in_the_tables_has_a_positive_average() => Assert.All(
        CarbonTables.Places.Keys.Concat(CarbonTables.Subnational.Keys).Concat(CarbonTables.Clouds.Keys).Concat(CarbonTables.Zones.Keys.Select(zone => "em:" + zone)),
        code => Assert.True(GridIntensity.Average(GridRegion.Parse(code)).Points[0].Intensity > CarbonIntensity.Zero, code));

    [Theory]
    [InlineData("aws:eu-west-1", 1.11, "AWS public data-centre metrics 2024")]
    [InlineData("aws:eu-west-2", 1.15, "AWS fleet average 2023")]
    [InlineData("azure:uksouth", 1.18, "Microsoft fleet average")]
    [InlineData("gcp:us-south1", 1.12, "Google data-centre efficiency page 2024")]
    [InlineData("DE", 1.0, "none")]
    public void The_site_overhead_is_the_published_one_or_none(string code, double pue, string source)
    {
        PowerUsageEffectiveness found = PowerUsageEffectiveness.For(GridRegion.Parse(code));
        Assert.Equal(pue, found.Value);
        Assert.StartsWith(source, found.Source, StringComparison.Ordinal);
    }
}
