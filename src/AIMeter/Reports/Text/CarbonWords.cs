using System.Globalization;
using AIMetering.Carbon;

namespace AIMetering.Reports.Text;

/// <summary>Says carbon for people: masses to two significant digits, limits as a range, origins in words.</summary>
internal static class CarbonWords
{
    private const double AllOfIt = 0.9995;

    public static string Name(CarbonSignal signal) => signal switch
    {
        CarbonSignal.Average => "Location-based",
        CarbonSignal.MarketBased => "Market-based",
        _ => "Marginal",
    };

    /// <summary>What a reader could take a result for, and should not.</summary>
    public static IEnumerable<string> Meaning(CarbonSignal signal) => signal switch
    {
        CarbonSignal.Average => [],
        CarbonSignal.MarketBased => ["what the contracts say: beside the others, added to none"],
        _ => ["impact estimate, not for inventories"],
    };

    /// <summary>The mass with what its grams count, such as <c>60 g CO2e</c>.</summary>
    public static string Mass(CarbonResult result)
    {
        if (result.Mass is not { } mass)
        {
            return "unknown";
        }

        (double factor, string symbol) = Step(result);
        return $"{Figure.Significant(mass.Grams / factor, 2)} {symbol}{Gas(result)}";
    }

    public static string Limits(CarbonResult result)
    {
        (double factor, string symbol) = Step(result);
        return result is { Low: { } low, High: { } high } ? $"{Figure.Range(low.Grams / factor, high.Grams / factor)} {symbol}" : "";
    }

    public static string Intensity(CarbonIntensity? intensity) => intensity is { } known ? $"{Three(known)} g/kWh" : "";

    /// <summary>How much of the energy was priced by values of one origin, and which.</summary>
    public static string Share(CarbonShare share)
    {
        string part = share.Share is { } known ? $"{Part(known)} of the energy" : "no energy";
        return $"{part}: {Origin(share)}{Span(share)}{Original(share)}";
    }

    /// <summary>What a result lacks: a price at all, a price for a part of the energy, values that were no good.</summary>
    public static IEnumerable<string> Lacks(CarbonResult result)
    {
        if (result.Reason is { } reason)
        {
            yield return $"! unknown: {reason}";
        }

        if (result.Mass is not null && result.Coverage is { } coverage and < AllOfIt)
        {
            yield return $"! {Part(1 - coverage)} of the energy found no price and is not in the mass";
        }

        if (result.Dropped > 0)
        {
            yield return $"! {Say.Number("value", result.Dropped)} of the provider dropped as missing, negative or impossible";
        }
    }

    public static string Place(GridRegion? region) => region is null ? "No region" : $"Region {region}, {How(region.Source)}";

    /// <summary>What the ranges hold, and what they do not.</summary>
    public static string Range(IEnumerable<CarbonResult> results, IReadOnlyList<EmbodiedShare>? embodied = null) =>
        "Ranges hold the error of the energy alone; intensities are taken as published."
        + (embodied?.Count > 0 ? " The range of a device's making is that of published figures." : "")
        + (results.SelectMany(result => result.Shares).Any(share => IsYearly(share.Provenance.Kind))
            ? " In a given hour a grid can be at half or twice its yearly value."
            : "");

    /// <summary>The source and licence to cite; null when there is nothing to cite.</summary>
    public static string? Credit(IntensityProvenance origin) => (origin.Source, origin.Licence) switch
    {
        (null, null) => null,
        (_, null) => origin.Source,
        _ => $"{origin.Source ?? origin.Provider}, {origin.Licence}",
    };

    private static string How(GridRegionSource source) => source switch
    {
        GridRegionSource.Configuration => "as configured",
        GridRegionSource.CloudRegion => "by cloud region",
        _ => "by coordinates",
    };

    private static string Origin(CarbonShare share) => share.Provenance switch
    {
        { Kind: IntensityKind.User } => "given by the user",
        { } origin when IsYearly(origin.Kind) => $"{origin.Provider}, {origin.Region}{Vintage(origin, "")} ({origin.Kind.Label()})",
        { } origin => $"{origin.Provider}, {origin.Region}, {Period(share)}{Vintage(origin, "model ")} ({origin.Kind.Label()})",
    };

    private static string Vintage(IntensityProvenance origin, string what) => origin.Vintage is { } vintage ? $", {what}{vintage}" : "";

    private static string Period(CarbonShare share)
    {
        DateTime from = share.From.UtcDateTime, to = share.To.UtcDateTime;
        string clock = to - from < TimeSpan.FromMinutes(2) ? "HH:mm:ss" : "HH:mm";
        string day = to.Date == from.Date ? "" : "yyyy-MM-dd ";
        return string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} {from.ToString(clock, CultureInfo.InvariantCulture)} to ")
            + $"{to.ToString(day + clock, CultureInfo.InvariantCulture)} UTC";
    }

    private static string Span(CarbonShare share) =>
        share.Lowest < share.Highest ? $", {Three(share.Lowest)} to {Three(share.Highest)} g/kWh" : "";

    // What was converted is shown as its publisher gave it.
    private static string Original(CarbonShare share) => share switch
    {
        { Provenance.OriginalUnit: ['g', ..] } or { LowestOriginal: null } or { HighestOriginal: null } => "",
        { LowestOriginal: { } low, HighestOriginal: { } high } when low < high =>
            $", from {Figure.Significant(low, 4)} to {Figure.Significant(high, 4)} {share.Provenance.OriginalUnit}",
        { LowestOriginal: { } only } => $", from {Figure.Significant(only, 4)} {share.Provenance.OriginalUnit}",
    };

    private static bool IsYearly(IntensityKind kind) => kind >= IntensityKind.StaticSubnational;

    // The unit of the headline, so that the limits beside it compare at a glance.
    private static (double Factor, string Symbol) Step(CarbonResult result) =>
        UnitScale.Grams.StepFor(result.Mass is { Grams: not 0 } mass ? mass.Grams : result.High?.Grams ?? 0);

    private static string Gas(CarbonResult result)
    {
        CarbonGas[] gases = [.. result.Shares.Select(share => share.Provenance.Gas).Distinct()];
        return gases is [not CarbonGas.Unstated] ? $" {gases[0].Label()}" : "";
    }

    // An intensity is not ours: three digits, by which its publisher's figure can be known again.
    private static string Three(CarbonIntensity intensity) => Figure.Significant(intensity.GramsPerKilowattHour, 3);

    // 99.8 % is not all of it.
    private static string Part(double share) =>
        share is > 0.99 and < AllOfIt ? $"{Figure.Fixed(share * 100, 1)} %" : Say.Percent(share);
}
