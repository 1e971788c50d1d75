namespace AIMetering.Carbon;

/// <summary>The embedded tables by their keys. Each is read on its first use and never otherwise.</summary>
internal static class CarbonTables
{
    private static readonly Lazy<Dictionary<string, TableRow>> LazyPlaces = Keyed("country_centroids_or_bbox.csv", "iso2");
    private static readonly Lazy<Dictionary<string, TableRow>> LazyIso3 = Keyed("country_centroids_or_bbox.csv", "iso3");
    private static readonly Lazy<Dictionary<string, TableRow>> LazyCountries = Keyed("grid_intensity_country.csv", "iso2");
    private static readonly Lazy<Dictionary<string, TableRow>> LazyGroups = Keyed("grid_intensity_aggregate.csv", "code");
    private static readonly Lazy<Dictionary<string, TableRow>> LazySubnational = Keyed("grid_intensity_subnational.csv", "code");
    private static readonly Lazy<Dictionary<string, TableRow>> LazyStates = Keyed("us_state_egrid_crosswalk.csv", "state_code");
    private static readonly Lazy<Dictionary<string, TableRow>> LazyMargins = Keyed("marginal_intensity_country.csv", "iso2");
    private static readonly Lazy<Dictionary<string, TableRow>> LazyZones = Keyed("zone_intensity_electricitymaps.csv", "zone");
    private static readonly Lazy<Dictionary<string, TableRow>> LazyClouds = new(() => Table.Read("cloud_regions.csv").Rows
        .ToDictionary(row => $"{row.Required("provider")}:{row.Required("region")}", StringComparer.OrdinalIgnoreCase));

    /// <summary>Countries by ISO 3166 two-letter code, with name, label point and area.</summary>
    public static Dictionary<string, TableRow> Places => LazyPlaces.Value;

    /// <summary>The same rows by three-letter code.</summary>
    public static Dictionary<string, TableRow> PlacesByIso3 => LazyIso3.Value;

    /// <summary>Yearly averages by two-letter code.</summary>
    public static Dictionary<string, TableRow> Countries => LazyCountries.Value;

    /// <summary>World, EU27 and other groups.</summary>
    public static Dictionary<string, TableRow> Groups => LazyGroups.Value;

    /// <summary>eGRID subregions, states and provinces by code.</summary>
    public static Dictionary<string, TableRow> Subnational => LazySubnational.Value;

    /// <summary>US states to their eGRID subregions.</summary>
    public static Dictionary<string, TableRow> States => LazyStates.Value;

    /// <summary>Operating and combined margins by two-letter code (CC BY-SA: kept apart).</summary>
    public static Dictionary<string, TableRow> Margins => LazyMargins.Value;

    /// <summary>Electricity Maps zone averages (ODbL: kept apart).</summary>
    public static Dictionary<string, TableRow> Zones => LazyZones.Value;

    /// <summary>Cloud regions by "provider:region".</summary>
    public static Dictionary<string, TableRow> Clouds => LazyClouds.Value;

    private static Lazy<Dictionary<string, TableRow>> Keyed(string resource, string key) => new(() =>
        Table.Read(resource).Rows.ToDictionary(row => row.Required(key), StringComparer.OrdinalIgnoreCase));
}
