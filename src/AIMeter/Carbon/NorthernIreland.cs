namespace AIMetering.Carbon;

/// <summary>Northern Ireland has the country code of Great Britain and the grid of the island of Ireland.</summary>
internal static class NorthernIreland
{
    public const string AboutAverage =
        "Northern Ireland is on the all-island Irish grid, so an average of GB may mislead here: em:GB-NIR has its own.";

    public const string AboutMargin =
        "Northern Ireland is on the all-island Irish grid, so the operating margin of GB may mislead here: there is none of its own.";

    private const string Zone = "GB-NIR";

    /// <summary>Whether a point of the country GB lies there: in a box around it, without the Mull of Kintyre in its north-eastern
    /// corner.</summary>
    public static bool Holds(string iso2, double latitude, double longitude) => iso2 == "GB"
        && latitude is > 54.0 and < 55.35 && longitude is > -8.2 and < -5.4 && !(latitude > 55.1 && longitude > -5.95);

    /// <summary>Whether a region is there, by its zone or by its point.</summary>
    public static bool Holds(GridRegion region) => region.ElectricityMapsZone == Zone
        || region is { CountryCode: { } iso2, Latitude: { } latitude, Longitude: { } longitude } && Holds(iso2, latitude, longitude);
}
