using AIMetering.Carbon;

namespace AIMetering.Reports.Json;

/// <summary>Reads the carbon of a JSON document.</summary>
internal static class CarbonReader
{
    public static CarbonStatement? Read(CarbonDocument? carbon) => carbon is null ? null : new()
    {
        Average = Result(carbon.Average),
        Marginal = Result(carbon.Marginal),
        MarketBased = carbon.MarketBased is { } contracts ? Result(contracts) : null,
        Region = Region(carbon.Region),
        Revision = carbon.Revision,
        IsProvisional = carbon.Provisional,
        Embodied = [.. (carbon.Embodied ?? []).Select(FootprintJson.Read)],
        Water = FootprintJson.Read(carbon.Water),
        Cost = FootprintJson.Read(carbon.Cost),
        Scores = [.. (carbon.Scores ?? []).Select(FootprintJson.Read)],
        Equivalents = [.. (carbon.Equivalents ?? []).Select(like => new CarbonEquivalent(like.Amount, like.Thing, like.Source))],
    };

    private static CarbonResult Result(CarbonResultDocument result) => Complete(new()
    {
        Signal = result.Signal,
        Mass = Mass(result.MassGrams),
        Low = Mass(result.LowGrams),
        High = Mass(result.HighGrams),
        Reason = result.Reason,
        Energy = result.EnergyJoules is { } joules ? Energy.FromJoules(joules) : null,
        PricedEnergy = Energy.FromJoules(result.PricedEnergyJoules),
        Pue = PowerUsageEffectiveness.Of(result.Pue, result.PueSource),
        Basis = result.Basis,
        Shares = [.. result.Shares.Select(Share)],
        Revision = result.Revision,
        Dropped = result.DroppedValues,
        Notes = result.Notes,
    });

    // A mass without limits or a gap without a reason is not what was written.
    private static CarbonResult Complete(CarbonResult result) => result switch
    {
        { Mass: null, Reason: null } => throw new InvalidDataException($"The {result.Signal.Label()} carbon has neither mass_grams nor a reason."),
        { Mass: not null, Low: null } or { Mass: not null, High: null } =>
            throw new InvalidDataException($"The {result.Signal.Label()} carbon lacks low_grams or high_grams."),
        _ => result,
    };

    private static CarbonMass? Mass(double? grams) => grams is { } known ? CarbonMass.FromGrams(known) : null;

    private static CarbonShare Share(CarbonShareDocument share) => new()
    {
        Provenance = Provenance(share.Provenance),
        Energy = Energy.FromJoules(share.EnergyJoules),
        Share = share.EnergyShare,
        Mass = CarbonMass.FromGrams(share.MassGrams),
        Lowest = CarbonIntensity.FromGramsPerKilowattHour(share.LowestGramsPerKilowattHour),
        Highest = CarbonIntensity.FromGramsPerKilowattHour(share.HighestGramsPerKilowattHour),
        From = share.PricedFrom,
        To = share.PricedTo,
        LowestOriginal = share.LowestOriginalValue,
        HighestOriginal = share.HighestOriginalValue,
    };

    private static IntensityProvenance Provenance(ProvenanceDocument origin) => new()
    {
        Signal = origin.Signal,
        Gas = origin.Gas,
        Scope = origin.Scope,
        Grid = origin.Grid,
        Kind = origin.Kind,
        Provider = origin.Provider,
        Region = origin.Region,
        RegionSource = origin.RegionSource,
        Vintage = origin.Vintage,
        RetrievedAt = origin.RetrievedAt,
        Source = origin.Source,
        Licence = origin.Licence,
        OriginalUnit = origin.OriginalUnit,
        Note = origin.Note,
    };

    private static GridRegion? Region(GridRegionDocument? region) => region is null ? null : new()
    {
        Code = region.Code,
        Name = region.Name,
        Kind = region.Kind,
        Source = region.Source,
        CountryCode = region.CountryCode,
        SubdivisionCode = region.SubdivisionCode,
        AverageCode = region.AverageCode,
        ElectricityMapsZone = region.ElectricityMapsZone,
        Latitude = region.LatitudeDegrees,
        Longitude = region.LongitudeDegrees,
        Cloud = Cloud(region.Cloud),
        Note = region.Note,
    };

    private static CloudSite? Cloud(CloudSiteDocument? site) => site is null ? null : new(
        site.Provider, site.Region, site.Location, site.Pue, site.PueYear, site.PueSource,
        site.PublishedGramsPerKilowattHour is { } grams ? CarbonIntensity.FromGramsPerKilowattHour(grams) : null, site.PublishedYear);
}
