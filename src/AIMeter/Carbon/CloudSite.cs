namespace AIMetering.Carbon;

/// <summary>What a cloud provider has published about one of its regions.</summary>
/// <param name="Provider">The provider: "aws", "azure" or "gcp".</param>
/// <param name="Region">The provider's own name of the region, such as "eu-west-1".</param>
/// <param name="Location">The city or area.</param>
/// <param name="Pue">The power usage effectiveness (1 or more); null where the provider has published none.</param>
/// <param name="PueYear">The year of <paramref name="Pue"/>.</param>
/// <param name="PueSource">Where <paramref name="Pue"/> was published.</param>
/// <param name="PublishedIntensity">The provider's own yearly location-based grid intensity; null where it has published none.
/// Shown for comparison, never priced with.</param>
/// <param name="PublishedYear">The year of <paramref name="PublishedIntensity"/>.</param>
public sealed record CloudSite(
    string Provider,
    string Region,
    string Location,
    double? Pue,
    int? PueYear,
    string? PueSource,
    CarbonIntensity? PublishedIntensity,
    int? PublishedYear)
{
    internal static CloudSite From(TableRow row) => new(
        row.Required("provider"),
        row.Required("region"),
        row.Required("location"),
        row.Number("pue"),
        row.Whole("pue_year"),
        row.Text("pue_source"),
        row.Number("published_grid_gco2e_per_kwh") is { } grams ? CarbonIntensity.FromGramsPerKilowattHour(grams) : null,
        row.Whole("published_year"));
}
