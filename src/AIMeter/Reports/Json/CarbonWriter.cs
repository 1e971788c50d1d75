using AIMetering.Carbon;

namespace AIMetering.Reports.Json;

/// <summary>Turns the carbon of a report into its JSON document.</summary>
internal static class CarbonWriter
{
    public static CarbonDocument? Write(CarbonStatement? carbon) => carbon is null ? null : new(
        Result(carbon.Average), Result(carbon.Marginal), carbon.MarketBased is { } contracts ? Result(contracts) : null,
        Region(carbon.Region), carbon.Revision, carbon.IsProvisional,
        [.. carbon.Embodied.Select(FootprintJson.Write)], FootprintJson.Write(carbon.Water), FootprintJson.Write(carbon.Cost),
        [.. carbon.Scores.Select(FootprintJson.Write)], [.. carbon.Equivalents.Select(like => new EquivalentDocument(like.Amount, like.Thing, like.Source))]);

    private static CarbonResultDocument Result(CarbonResult result) => new(
        result.Signal, result.Mass?.Grams, result.Low?.Grams, result.High?.Grams, result.Reason, result.Energy?.Joules,
        result.PricedEnergy.Joules, result.Pue.Value, result.Pue.Source, result.Basis, [.. result.Shares.Select(Share)],
        result.Revision, result.Dropped, [.. result.Notes]);

    private static CarbonShareDocument Share(CarbonShare share) => new(
        Provenance(share.Provenance), share.Energy.Joules, share.Share, share.Mass.Grams,
        share.Lowest.GramsPerKilowattHour, share.Highest.GramsPerKilowattHour, share.From, share.To,
        share.LowestOriginal, share.HighestOriginal);

    private static ProvenanceDocument Provenance(IntensityProvenance origin) => new(
        origin.Signal, origin.Gas, origin.Scope, origin.Grid, origin.Kind, origin.Provider, origin.Region, origin.RegionSource,
        origin.Vintage, origin.RetrievedAt, origin.Source, origin.Licence, origin.OriginalUnit, origin.Note);

    private static GridRegionDocument? Region(GridRegion? region) => region is null ? null : new(
        region.Code, region.Name, region.Kind, region.Source, region.CountryCode, region.SubdivisionCode, region.AverageCode,
        region.ElectricityMapsZone, region.Latitude, region.Longitude, Cloud(region.Cloud), region.Note);

    private static CloudSiteDocument? Cloud(CloudSite? site) => site is null ? null : new(
        site.Provider, site.Region, site.Location, site.Pue, site.PueYear, site.PueSource,
        site.PublishedIntensity?.GramsPerKilowattHour, site.PublishedYear);
}
