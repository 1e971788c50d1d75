using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>Turns a code into a region by the embedded tables.</summary>
internal static class RegionCodes
{
    public const string EgridPrefix = "EGRID-";
    public const string ZonePrefix = "em:";

    public static GridRegion? Find(string code)
    {
        string key = code.Trim();
        return Country(key) ?? Subdivision(key) ?? Egrid(key) ?? Cloud(key) ?? Zone(key) ?? Group(key);
    }

    /// <summary>Reads "52.52,13.40". Two plain numbers are a point; anything else is a code.</summary>
    public static bool TryPoint(string code, out double latitude, out double longitude)
    {
        latitude = longitude = double.NaN;
        string[] parts = code.Split(',');
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out latitude)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out longitude);
    }

    internal static GridRegion? Country(string key)
    {
        if (!CarbonTables.Places.TryGetValue(key, out TableRow? row) && !CarbonTables.PlacesByIso3.TryGetValue(key, out row))
        {
            return null;
        }

        string iso2 = row.Required("iso2");
        return new GridRegion
        {
            Code = iso2,
            Name = row.Required("name"),
            Kind = GridRegionKind.Country,
            CountryCode = iso2,
            ElectricityMapsZone = KnownZone(iso2),
            Note = CountryNote(iso2, row.Required("name")),
        };
    }

    internal static GridRegion? Subdivision(string key)
    {
        if (!CarbonTables.Subnational.TryGetValue(key, out TableRow? row)
            || row.Required("kind") is not ("state" or "province" or "grid"))
        {
            return null;
        }

        string code = row.Required("code");
        (string average, string? note) = CarbonTables.States.TryGetValue(code, out TableRow? state)
            ? UnitedStates(state, row.Required("name")) : (code, null);
        return new GridRegion
        {
            Code = code,
            Name = row.Required("name"),
            Kind = GridRegionKind.Subdivision,
            CountryCode = row.Required("country_iso2"),
            SubdivisionCode = code,
            AverageCode = average,
            ElectricityMapsZone = KnownZone(code),
            Note = note,
        };
    }

    private static (string Average, string? Note) UnitedStates(TableRow state, string name)
    {
        // EPA advises subregion rates for purchased power: what a state generates is not what its sockets deliver.
        string average = EgridPrefix + state.Required("primary_subregion");
        string? note = state.Text("other_subregions") is { } others
            ? $"{name} is served mainly by {average}, partly by {List(others)}: give one of these where you know it."
            : null;
        return (average, note);
    }

    private static string List(string subregions) => string.Join(", ", subregions.Split(' ').Select(code => EgridPrefix + code));

    private static GridRegion? Egrid(string key)
    {
        if (!CarbonTables.Subnational.TryGetValue(key, out TableRow? row)
            && !CarbonTables.Subnational.TryGetValue(EgridPrefix + key, out row))
        {
            return null;
        }

        return new GridRegion
        {
            Code = row.Required("code"),
            Name = row.Required("name"),
            Kind = GridRegionKind.EgridSubregion,
            CountryCode = row.Required("country_iso2"),
            AverageCode = row.Required("code"),
        };
    }

    private static GridRegion? Cloud(string key)
    {
        if (!CarbonTables.Clouds.TryGetValue(key, out TableRow? row))
        {
            return null;
        }

        string code = $"{row.Required("provider")}:{row.Required("region")}";
        return new GridRegion
        {
            Code = code,
            Name = row.Required("location"),
            Kind = GridRegionKind.CloudRegion,
            Source = GridRegionSource.CloudRegion,
            CountryCode = row.Required("iso2"),
            SubdivisionCode = row.Text("admin1"),
            AverageCode = row.Text("default_intensity_code"),
            ElectricityMapsZone = row.Text("electricity_maps_zone"),
            Latitude = row.Number("lat"),
            Longitude = row.Number("lon"),
            Cloud = CloudSite.From(row),
        };
    }

    private static GridRegion? Zone(string key)
    {
        bool prefixed = key.StartsWith(ZonePrefix, StringComparison.OrdinalIgnoreCase);
        if (!CarbonTables.Zones.TryGetValue(prefixed ? key[ZonePrefix.Length..] : key, out TableRow? row))
        {
            return null;
        }

        string zone = row.Required("zone");
        return new GridRegion
        {
            Code = ZonePrefix + zone,
            Name = row.Required("name"),
            Kind = GridRegionKind.Zone,
            CountryCode = row.Text("country_iso2"),
            AverageCode = ZonePrefix + zone,
            ElectricityMapsZone = zone,
        };
    }

    private static GridRegion? Group(string key) => CarbonTables.Groups.TryGetValue(key, out TableRow? row)
        ? new GridRegion
        {
            Code = row.Required("code"),
            Name = row.Required("name"),
            Kind = GridRegionKind.Group,
            AverageCode = row.Required("code"),
        }
        : null;

    private static string? KnownZone(string code) =>
        CarbonTables.Zones.TryGetValue(code, out TableRow? row) ? row.Required("zone") : null;

    /// <summary>Twenty-odd country codes are US states as well; say which one was taken.</summary>
    private static string? CountryNote(string iso2, string name) =>
        CarbonTables.Subnational.TryGetValue("US-" + iso2, out TableRow? state) && state.Required("name") != name
            ? $"{iso2} is {name}; {state.Required("name")} is US-{iso2}." : null;
}
