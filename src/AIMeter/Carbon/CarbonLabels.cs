namespace AIMetering.Carbon;

/// <summary>The words reports and files use for the carbon vocabulary; stable across versions.</summary>
public static class CarbonLabels
{
    /// <summary>"average", "marginal-operating", "marginal-combined" or "market-based".</summary>
    public static string Label(this CarbonSignal signal) => signal switch
    {
        CarbonSignal.Average => "average",
        CarbonSignal.MarginalOperating => "marginal-operating",
        CarbonSignal.MarginalCombined => "marginal-combined",
        _ => "market-based",
    };

    /// <summary>"CO2", "CO2e" or "gas not stated".</summary>
    public static string Label(this CarbonGas gas) => gas switch
    {
        CarbonGas.CO2 => "CO2",
        CarbonGas.CO2e => "CO2e",
        _ => "gas not stated",
    };

    /// <summary>"direct", "lifecycle" or "scope not stated".</summary>
    public static string Label(this EmissionScope scope) => scope switch
    {
        EmissionScope.Direct => "direct",
        EmissionScope.Lifecycle => "lifecycle",
        _ => "scope not stated",
    };

    /// <summary>"generation", "consumption", "margin" or "basis not stated".</summary>
    public static string Label(this GridBasis basis) => basis switch
    {
        GridBasis.Generation => "generation",
        GridBasis.Consumption => "consumption",
        GridBasis.Margin => "margin",
        _ => "basis not stated",
    };

    /// <summary>"live", "historical", ... "static-country", "static-world".</summary>
    public static string Label(this IntensityKind kind) => kind switch
    {
        IntensityKind.User => "user",
        IntensityKind.Live => "live",
        IntensityKind.Historical => "historical",
        IntensityKind.Nowcast => "nowcast",
        IntensityKind.Estimated => "estimated",
        IntensityKind.Imputed => "imputed",
        IntensityKind.Forecast => "forecast",
        IntensityKind.Held => "held",
        IntensityKind.Interpolated => "interpolated",
        IntensityKind.Profile => "profile",
        IntensityKind.StaticSubnational => "static-subnational",
        IntensityKind.StaticCountry => "static-country",
        IntensityKind.StaticProxy => "static-proxy",
        IntensityKind.StaticGroup => "static-group",
        _ => "static-world",
    };

    /// <summary>"config", "cloud region" or "coordinates".</summary>
    public static string Label(this GridRegionSource source) => source switch
    {
        GridRegionSource.Configuration => "config",
        GridRegionSource.CloudRegion => "cloud region",
        _ => "coordinates",
    };

    /// <summary>Whether a kind is of the time it prices: from a provider, or given by the user; false for fillers and yearly
    /// values.</summary>
    public static bool IsReal(this IntensityKind kind) => kind <= IntensityKind.Imputed;
}
