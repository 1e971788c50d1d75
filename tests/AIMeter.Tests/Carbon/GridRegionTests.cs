using AIMetering.Carbon;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class GridRegionTests
{
    [Theory]
    [InlineData("DE", "DE", "Germany", GridRegionKind.Country)]
    [InlineData("de", "DE", "Germany", GridRegionKind.Country)]
    [InlineData(" DEU ", "DE", "Germany", GridRegionKind.Country)]
    [InlineData("NA", "NA", "Namibia", GridRegionKind.Country)]
    [InlineData("NO", "NO", "Norway", GridRegionKind.Country)]
    [InlineData("XK", "XK", "Kosovo", GridRegionKind.Country)]
    [InlineData("US-DE", "US-DE", "Delaware", GridRegionKind.Subdivision)]
    [InlineData("CA-ON", "CA-ON", "Ontario", GridRegionKind.Subdivision)]
    [InlineData("au-nsw", "AU-NSW", "New South Wales", GridRegionKind.Subdivision)]
    [InlineData("camx", "EGRID-CAMX", "WECC California", GridRegionKind.EgridSubregion)]
    [InlineData("EGRID-CAMX", "EGRID-CAMX", "WECC California", GridRegionKind.EgridSubregion)]
    [InlineData("AWS:eu-west-1", "aws:eu-west-1", "Dublin", GridRegionKind.CloudRegion)]
    [InlineData("azure:westeurope", "azure:westeurope", "Netherlands (Amsterdam area)", GridRegionKind.CloudRegion)]
    [InlineData("gcp:europe-west1", "gcp:europe-west1", "St. Ghislain", GridRegionKind.CloudRegion)]
    [InlineData("EU27", "EU27", "EU", GridRegionKind.Group)]
    public void A_code_names_one_place(string given, string code, string name, GridRegionKind kind)
    {
        GridRegion region = GridRegion.Parse(given);
        Assert.Equal((code, name, kind), (region.Code, region.Name, region.Kind));
    }

    [Fact]
    public void An_Electricity_Maps_zone_is_marked_as_one()
    {
        GridRegion region = GridRegion.Parse("em:SE-SE3");
        Assert.Equal(("em:SE-SE3", "SE", "SE-SE3", GridRegionKind.Zone), (region.Code, region.CountryCode, region.ElectricityMapsZone, region.Kind));
    }

    [Fact]
    public void Germany_and_Delaware_are_told_apart_and_the_reader_is_warned()
    {
        Assert.Equal("DE is Germany; Delaware is US-DE.", GridRegion.Parse("DE").Note);
        Assert.Equal("CA is Canada; California is US-CA.", GridRegion.Parse("CA").Note);
        Assert.Null(GridRegion.Parse("FR").Note);
        Assert.Equal("US", GridRegion.Parse("US-DE").CountryCode);
    }

    [Theory]
    [InlineData("UK", "GB (United Kingdom)")]
    [InlineData("TX", "US-TX (Texas)")]
    [InlineData("us-east-1", "aws:us-east-1")]
    [InlineData("westeurop", "azure:westeurope")]
    [InlineData("aws:eu-west-11", "aws:eu-west-1")]
    [InlineData("Germany", "DE (Germany)")]
    [InlineData("Californa", "US-CA (California)")]
    [InlineData("EU", "EU27 (EU)")]
    [InlineData("US-ZZ", "US-AZ")]
    public void An_unknown_code_is_refused_with_near_matches_and_the_forms_understood(string code, string near)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => GridRegion.Parse(code));
        Assert.Contains($"'{code}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(near, error.Message, StringComparison.Ordinal);
        Assert.Contains("ISO country code (DE)", error.Message, StringComparison.Ordinal);
        Assert.False(GridRegion.TryParse(code, out _));
    }

    [Fact]
    public void The_same_place_under_another_name_stands_alone() =>
        Assert.Contains("Near matches: GB (United Kingdom). Give", RegionSuggestions.Explain("UK"), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_code_is_refused(string code)
    {
        Assert.Throws<ArgumentException>(() => GridRegion.Parse(code));
        Assert.False(GridRegion.TryParse(code, out _));
    }

    [Fact]
    public void Nonsense_gets_no_near_matches_and_is_not_echoed_at_length()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => GridRegion.Parse(new string('q', 5000)));
        Assert.DoesNotContain("Near matches", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1000);
    }

    [Fact]
    public void Every_cloud_region_resolves_to_a_country_and_a_finer_grid_where_one_is_known()
    {
        Assert.Equal(137, CarbonTables.Clouds.Count);
        Assert.All(CarbonTables.Clouds.Keys, code =>
        {
            GridRegion region = GridRegion.Parse(code);
            Assert.Equal(code, region.Code);
            Assert.Contains(region.CountryCode!, (IDictionary<string, TableRow>)CarbonTables.Countries);
            Assert.True(region.AverageCode is null || CarbonTables.Subnational.ContainsKey(region.AverageCode));
            Assert.NotNull(region.Cloud);
            Assert.False(region.Cloud.Pue < 1);
        });
    }

    [Theory]
    [InlineData("aws:us-gov-east-1", "US-OH")]
    [InlineData("aws:us-gov-west-1", "US-OR")]
    [InlineData("azure:westus", "US-CA")]
    [InlineData("azure:westus2", "US-WA")]
    public void Cloud_names_that_mislead_are_in_the_right_state(string code, string state) =>
        Assert.Equal(state, GridRegion.Parse(code).SubdivisionCode);

    [Fact]
    public void Azure_north_europe_is_in_Ireland() => Assert.Equal("IE", GridRegion.Parse("azure:northeurope").CountryCode);

    [Fact]
    public void Every_code_in_the_tables_parses_back_to_itself()
    {
        IEnumerable<string> codes = CarbonTables.Places.Keys.Concat(CarbonTables.Subnational.Keys).Concat(CarbonTables.Groups.Keys)
            .Concat(CarbonTables.Zones.Keys.Select(zone => "em:" + zone));
        Assert.All(codes, code => Assert.Equal(code, GridRegion.Parse(code).Code));
    }

    [Fact]
    public void A_state_is_priced_by_its_main_subregion_and_names_the_others()
    {
        GridRegion illinois = GridRegion.Parse("US-IL");
        Assert.Equal("EGRID-RFCW", illinois.AverageCode);
        Assert.Contains("EGRID-SRMW", illinois.Note, StringComparison.Ordinal);
        Assert.Null(GridRegion.Parse("US-OH").Note);
    }

    [Fact]
    public void Any_text_is_either_a_region_or_a_polite_refusal() => Gen.String.Sample(text =>
    {
        bool known = GridRegion.TryParse(text, out GridRegion? region);
        Assert.Equal(known, region is not null);
        if (!known)
        {
            Assert.ThrowsAny<ArgumentException>(() => GridRegion.Parse(text));
        }
    }, iter: 200);
}
