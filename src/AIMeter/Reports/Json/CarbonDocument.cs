using AIMetering.Carbon;

namespace AIMetering.Reports.Json;

// The carbon of a report in its JSON form. Coverage and mean intensity are left out: they follow from the rest, as
// docs/report-schema.md says, and so cannot contradict it.

internal sealed record CarbonDocument(
    CarbonResultDocument Average,
    CarbonResultDocument Marginal,
    CarbonResultDocument? MarketBased,
    GridRegionDocument? Region,
    int Revision,
    bool Provisional,
    EmbodiedDocument[]? Embodied = null,
    WaterDocument? Water = null,
    CostDocument? Cost = null,
    ScoreDocument[]? Scores = null,
    EquivalentDocument[]? Equivalents = null);

internal sealed record EmbodiedDocument(
    string Device,
    double DeviceGrams,
    double? DeviceLowGrams,
    double? DeviceHighGrams,
    double LifetimeSeconds,
    double Fraction,
    string Source,
    double ReservedSeconds,
    double MassGrams,
    double? LowGrams,
    double? HighGrams);

internal sealed record WaterDocument(
    double LitresPerKilowattHour, string Source, double? WaterLitres, double? LowLitres, double? HighLitres);

internal sealed record CostDocument(
    double PricePerKilowattHour,
    string Currency,
    bool IncludesSite,
    double? Pue,
    string? PueSource,
    double? Amount,
    double? LowAmount,
    double? HighAmount);

internal sealed record ScoreDocument(
    string Unit,
    double Count,
    double? GramsPerUnit,
    double? LowGramsPerUnit,
    double? HighGramsPerUnit,
    double? OperationalGrams,
    double? EmbodiedGrams,
    string Basis,
    string? Reason);

internal sealed record EquivalentDocument(double Amount, string Thing, string Source);

internal sealed record CarbonResultDocument(
    CarbonSignal Signal,
    double? MassGrams,
    double? LowGrams,
    double? HighGrams,
    string? Reason,
    double? EnergyJoules,
    double PricedEnergyJoules,
    double Pue,
    string PueSource,
    string Basis,
    CarbonShareDocument[] Shares,
    int Revision,
    int DroppedValues,
    string[] Notes);

internal sealed record CarbonShareDocument(
    ProvenanceDocument Provenance,
    double EnergyJoules,
    double? EnergyShare,
    double MassGrams,
    double LowestGramsPerKilowattHour,
    double HighestGramsPerKilowattHour,
    DateTimeOffset PricedFrom,
    DateTimeOffset PricedTo,
    double? LowestOriginalValue = null,
    double? HighestOriginalValue = null);

internal sealed record ProvenanceDocument(
    CarbonSignal Signal,
    CarbonGas Gas,
    EmissionScope Scope,
    GridBasis Grid,
    IntensityKind Kind,
    string Provider,
    string Region,
    GridRegionSource RegionSource,
    string? Vintage,
    DateTimeOffset? RetrievedAt,
    string? Source,
    string? Licence,
    string OriginalUnit,
    string? Note);

internal sealed record GridRegionDocument(
    string Code,
    string Name,
    GridRegionKind Kind,
    GridRegionSource Source,
    string? CountryCode,
    string? SubdivisionCode,
    string? AverageCode,
    string? ElectricityMapsZone,
    double? LatitudeDegrees,
    double? LongitudeDegrees,
    CloudSiteDocument? Cloud,
    string? Note);

internal sealed record CloudSiteDocument(
    string Provider,
    string Region,
    string Location,
    double? Pue,
    int? PueYear,
    string? PueSource,
    double? PublishedGramsPerKilowattHour,
    int? PublishedYear);
