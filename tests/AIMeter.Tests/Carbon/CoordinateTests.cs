using AIMetering.Carbon;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class CoordinateTests
{
    [Theory]
    [InlineData("Tokyo", 35.69, 139.69, "JP")]
    [InlineData("Delhi", 28.61, 77.21, "IN")]
    [InlineData("Shanghai", 31.23, 121.47, "CN")]
    [InlineData("Sao Paulo", -23.55, -46.63, "BR")]
    [InlineData("Mexico City", 19.43, -99.13, "MX")]
    [InlineData("Cairo", 30.04, 31.24, "EG")]
    [InlineData("Dhaka", 23.81, 90.41, "BD")]
    [InlineData("Beijing", 39.90, 116.41, "CN")]
    [InlineData("Osaka", 34.69, 135.50, "JP")]
    [InlineData("Karachi", 24.86, 67.01, "PK")]
    [InlineData("Buenos Aires", -34.60, -58.38, "AR")]
    [InlineData("Istanbul", 41.01, 28.98, "TR")]
    [InlineData("Kinshasa", -4.32, 15.31, "CD")]
    [InlineData("Lagos", 6.52, 3.38, "NG")]
    [InlineData("Manila", 14.60, 120.98, "PH")]
    [InlineData("Moscow", 55.76, 37.62, "RU")]
    [InlineData("Paris", 48.86, 2.35, "FR")]
    [InlineData("Jakarta", -6.21, 106.85, "ID")]
    [InlineData("Lima", -12.05, -77.04, "PE")]
    [InlineData("Bangkok", 13.76, 100.50, "TH")]
    [InlineData("Seoul", 37.57, 126.98, "KR")]
    [InlineData("London", 51.51, -0.13, "GB")]
    [InlineData("Tehran", 35.69, 51.39, "IR")]
    [InlineData("Berlin", 52.52, 13.40, "DE")]
    [InlineData("Vienna", 48.21, 16.37, "AT")]
    [InlineData("Singapore", 1.35, 103.82, "SG")]
    [InlineData("Hong Kong", 22.32, 114.17, "HK")]
    [InlineData("Sydney", -33.87, 151.21, "AU")]
    [InlineData("Nairobi", -1.29, 36.82, "KE")]
    [InlineData("Stockholm", 59.33, 18.07, "SE")]
    public void Thirty_large_cities_fall_in_their_country(string city, double latitude, double longitude, string iso2)
    {
        GridRegion region = GridRegion.FromCoordinates(latitude, longitude);
        Assert.Equal((city, iso2), (city, region.CountryCode));
        Assert.Equal(GridRegionSource.Coordinates, region.Source);
    }

    [Theory]
    [InlineData(39.04, -77.49, "US-VA")]
    [InlineData(34.05, -118.24, "US-CA")]
    [InlineData(41.88, -87.63, "US-IL")]
    [InlineData(32.78, -96.80, "US-TX")]
    [InlineData(43.65, -79.38, "CA-ON")]
    [InlineData(45.50, -73.57, "CA-QC")]
    [InlineData(51.05, -114.07, "CA-AB")]
    public void American_points_know_their_state_or_province(double latitude, double longitude, string code) =>
        Assert.Equal(code, GridRegion.FromCoordinates(latitude, longitude).SubdivisionCode);

    [Theory]
    [InlineData(43.7384, 7.4246, "MC")] // Monaco: a territory smaller than a cell
    [InlineData(41.9029, 12.4534, "VA")] // Vatican City, inside Rome
    [InlineData(-8.52, 179.20, "TV")] // Tuvalu, next to the date line
    [InlineData(64.15, -21.94, "IS")]
    public void Small_places_are_not_swallowed_by_their_neighbours(double latitude, double longitude, string iso2) =>
        Assert.Equal(iso2, GridRegion.FromCoordinates(latitude, longitude).CountryCode);

    [Fact]
    public void Cloud_regions_agree_with_the_raster_but_for_three_at_a_border()
    {
        List<string> differing = [.. CarbonTables.Clouds.Values.Where(Differs).Select(row => row.Required("location")).Distinct()];
        Assert.True(differing.Count <= 3, string.Join("; ", differing));
    }

    [Fact]
    public void Latitude_and_longitude_are_also_a_code() =>
        Assert.Equal(GridRegion.FromCoordinates(52.52, 13.40), GridRegion.Parse("52.52,13.40"));

    [Theory]
    [InlineData(139.69, 35.69)]
    [InlineData(-90.01, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0)]
    public void A_point_off_the_globe_is_refused(double latitude, double longitude) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GridRegion.FromCoordinates(latitude, longitude));

    [Fact]
    public void A_swapped_pair_is_recognised() =>
        Assert.Contains("swapped", Assert.Throws<ArgumentOutOfRangeException>(() => GridRegion.FromCoordinates(139.69, 35.69)).Message, StringComparison.Ordinal);

    [Fact]
    public void Zero_zero_means_unset() =>
        Assert.Contains("unset", Assert.Throws<ArgumentException>(() => GridRegion.FromCoordinates(0, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_middle_of_an_ocean_is_no_region() =>
        Assert.Contains("No land", Assert.Throws<ArgumentException>(() => GridRegion.FromCoordinates(-45, -130)).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_two_decimals_are_kept()
    {
        GridRegion region = GridRegion.FromCoordinates(52.520008, 13.404954);
        Assert.Equal((52.52, 13.4), (region.Latitude, region.Longitude));
    }

    [Fact]
    public void Longitude_folds_around_the_globe() =>
        Gen.Select(Gen.Double[-89, 89], Gen.Double[-179, 179]).Where((lat, lon) => lat != 0 || lon != 0).Sample((lat, lon) =>
            Assert.Equal(CoordinateLookup.Find(lat, lon)?.Code, CoordinateLookup.Find(lat, lon + 360)?.Code), iter: 100);

    [Fact]
    public void The_raster_is_the_same_across_the_date_line() => Gen.Select(Gen.Int[0, 719], Gen.Int[0, 1439]).Sample((row, column) =>
        Assert.Equal(Raster.Countries.At(row, column), Raster.Countries.At(row, column - 1440)), iter: 500);

    private static bool Differs(TableRow row)
    {
        GridRegion? found = CoordinateLookup.Find(row.Number("lat")!.Value, row.Number("lon")!.Value);
        return found?.CountryCode != row.Required("iso2")
            || (row.Text("admin1") is { } state && found.CountryCode is "US" or "CA" && found.SubdivisionCode != state);
    }
}
