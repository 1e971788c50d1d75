using System.Diagnostics.CodeAnalysis;

namespace AIMetering.Carbon;

/// <summary>A place on an electricity grid: what decides how many grams a kilowatt hour costs.</summary>
/// <remarks>Regions come from the tables embedded in this assembly; nothing is looked up on a network and nothing is guessed
/// from the culture, the time zone or the network address. Two regions are equal when all they say is equal.</remarks>
public sealed record GridRegion
{
    internal GridRegion()
    {
    }

    /// <summary>Gets the code in its canonical form: "DE", "US-CA", "EGRID-CAMX", "CA-ON", "aws:eu-west-1",
    /// "em:SE-SE3".</summary>
    public required string Code { get; init; }

    /// <summary>Gets the name in English.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what sort of place this is.</summary>
    public required GridRegionKind Kind { get; init; }

    /// <summary>Gets how the region became known.</summary>
    public GridRegionSource Source { get; init; } = GridRegionSource.Configuration;

    /// <summary>Gets the ISO 3166 two-letter country code; null for a group of countries.</summary>
    public string? CountryCode { get; init; }

    /// <summary>Gets the state or province, such as "US-VA"; null when unknown or when the country is not divided here.</summary>
    public string? SubdivisionCode { get; init; }

    /// <summary>Gets the code of the finer table row used for the average, such as "EGRID-SRVC"; null when the country's is
    /// used.</summary>
    public string? AverageCode { get; init; }

    /// <summary>Gets the zone key of Electricity Maps; null when none is known for the place.</summary>
    public string? ElectricityMapsZone { get; init; }

    /// <summary>Gets the latitude in degrees north, rounded to two decimals (about 1 km, for privacy); null when no point is
    /// known.</summary>
    public double? Latitude { get; init; }

    /// <summary>Gets the longitude in degrees east, rounded to two decimals; null when no point is known.</summary>
    public double? Longitude { get; init; }

    /// <summary>Gets what the cloud provider has published about the site; null outside the clouds.</summary>
    public CloudSite? Cloud { get; init; }

    /// <summary>Gets what a reader should know about the choice, such as "DE is Germany; Delaware is US-DE"; null when
    /// nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Finds a region by its code.</summary>
    /// <param name="code">An ISO 3166 country code ("DE", "DEU"), a US state ("US-DE"), an eGRID subregion ("EGRID-CAMX" or
    /// "CAMX"), a Canadian province ("CA-ON"), an Australian state ("AU-NSW"), a cloud region ("aws:eu-west-1",
    /// "azure:westeurope", "gcp:europe-west1"), an Electricity Maps zone ("em:SE-SE3"), a group ("EU27", "WORLD"), or
    /// "latitude,longitude" with decimal points ("52.52,13.40"). Upper and lower case are the same.</param>
    /// <exception cref="ArgumentException">The code is unknown; the message names near matches and the forms that are
    /// understood.</exception>
    public static GridRegion Parse(string code)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(code);
        return RegionCodes.TryPoint(code, out double latitude, out double longitude)
            ? FromCoordinates(latitude, longitude)
            : RegionCodes.Find(code) ?? throw new ArgumentException(RegionSuggestions.Explain(code), nameof(code));
    }

    /// <summary>Finds a region by its code, in the forms of <see cref="Parse"/>.</summary>
    /// <returns>False when the code is null, empty or unknown.</returns>
    public static bool TryParse([NotNullWhen(true)] string? code, [NotNullWhen(true)] out GridRegion? region)
    {
        region = string.IsNullOrWhiteSpace(code) ? null
            : RegionCodes.TryPoint(code, out double latitude, out double longitude) ? CoordinateLookup.Find(latitude, longitude)
            : RegionCodes.Find(code);
        return region is not null;
    }

    /// <summary>Finds the country, and in the US and Canada the state or province, of a point on land or within 500 km of
    /// it.</summary>
    /// <param name="latitude">Degrees north, from -90 to 90.</param>
    /// <param name="longitude">Degrees east; values beyond ±180 are folded.</param>
    /// <remarks>A raster of 0.25 degrees: towns within about 10 km of a border can fall on the other side. Give a code where you
    /// know one.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not a number, infinite, or a latitude beyond ±90.</exception>
    /// <exception cref="ArgumentException">The point is (0, 0), which means "unset" in most software, or far out at
    /// sea.</exception>
    public static GridRegion FromCoordinates(double latitude, double longitude)
    {
        CoordinateLookup.Check(latitude, longitude);
        return CoordinateLookup.Find(latitude, longitude)
            ?? throw new ArgumentException(CoordinateLookup.Refusal(latitude, longitude), nameof(latitude));
    }

    /// <summary>The code and the name, such as "DE (Germany)".</summary>
    public override string ToString() => $"{Code} ({Name})";
}
