using AIMetering.Carbon;
using Xunit;

namespace AIMetering.Tests.Carbon;

/// <summary>Coded GB, but on the grid of the island of Ireland: said, and not silently changed.</summary>
public class NorthernIrelandTests
{
    private static readonly EnergyTimeline Hour = EnergyTimeline.Constant(Power.FromWatts(1000), new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1));

    [Theory]
    [InlineData("Belfast", 54.60, -5.93)]
    [InlineData("Omagh", 54.60, -7.30)]
    [InlineData("Coleraine", 55.13, -6.67)]
    [InlineData("Ballycastle", 55.20, -6.24)]
    [InlineData("Portavogie", 54.46, -5.44)]
    public void A_point_there_is_priced_as_GB_and_says_that_this_may_mislead(string town, double latitude, double longitude)
    {
        GridRegion region = GridRegion.FromCoordinates(latitude, longitude);
        Assert.Equal((town, "GB"), (town, region.Code));
        Assert.Contains("all-island Irish grid", region.Note, StringComparison.Ordinal);
        Assert.Contains("em:GB-NIR", region.Note, StringComparison.Ordinal);
        CarbonStatement carbon = new CarbonAccount(new() { Region = region }, Hour).Current;
        Assert.Contains(region.Note!, carbon.Average.Notes);
        Assert.Contains(carbon.Marginal.Notes, note => note.Contains("operating margin of GB may mislead", StringComparison.Ordinal));
        Assert.Equal(GridIntensity.Average(GridRegion.Parse("GB")).Points[0].Intensity, carbon.Average.EffectiveIntensity!.Value);
    }

    [Theory]
    [InlineData("London", 51.51, -0.13)]
    [InlineData("Campbeltown", 55.42, -5.61)]
    [InlineData("Southend, Kintyre", 55.31, -5.64)]
    [InlineData("Stranraer", 54.90, -5.03)]
    [InlineData("Dublin", 53.35, -6.26)]
    [InlineData("Douglas, Isle of Man", 54.15, -4.48)]
    public void A_point_elsewhere_says_nothing_of_it(string town, double latitude, double longitude) =>
        Assert.Equal((town, null), (town, GridRegion.FromCoordinates(latitude, longitude).Note));

    [Fact]
    public void Its_own_zone_has_its_own_average_and_says_whose_margin_it_borrows()
    {
        GridRegion zone = GridRegion.Parse("em:GB-NIR");
        Assert.Empty(GridIntensity.Average(zone).Notes);
        Assert.Equal("GB-NIR", GridIntensity.Average(zone).Points[0].Provenance.Region);
        IntensitySeries margin = GridIntensity.OperatingMargin(zone);
        Assert.Equal("GB", margin.Points[0].Provenance.Region);
        Assert.Contains("all-island Irish grid", Assert.Single(margin.Notes), StringComparison.Ordinal);
    }
}
