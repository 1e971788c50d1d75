namespace AIMetering.Carbon.Providers;

/// <summary>Tells a neighbour across the border from a zone far away.</summary>
internal static class Border
{
    /// <summary>The embedded raster has cells of 0.25 degrees and errs by about 10 km at a border. A pocket such as Geneva's has
    /// no cell of its own; its country begins two cells away.</summary>
    private const double CellDegrees = 0.25;

    /// <summary>Whether a point of a country lies within two cells of a region's point.</summary>
    public static bool IsNear(GridRegion region, string country)
    {
        if (region is not { Latitude: { } latitude, Longitude: { } longitude })
        {
            return false;
        }

        double[] steps = [-2 * CellDegrees, -CellDegrees, 0, CellDegrees, 2 * CellDegrees];
        return steps.SelectMany(north => steps.Select(east => CountryOf(latitude + north, longitude + east)))
            .Contains(country, StringComparer.OrdinalIgnoreCase);
    }

    private static string? CountryOf(double latitude, double longitude) =>
        GridRegion.TryParse($"{Iso.Degrees(latitude)},{Iso.Degrees(longitude)}", out GridRegion? region)
            ? region.CountryCode
            : null;
}
