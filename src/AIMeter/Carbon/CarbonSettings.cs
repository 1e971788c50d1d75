namespace AIMetering.Carbon;

/// <summary>What decides the grams of a run. Everything is optional; without a region or a value of your own there is no carbon
/// result.</summary>
public sealed record CarbonSettings
{
    /// <summary>Why there is no result when nothing is configured.</summary>
    internal const string NoRegion =
        "no grid region was given and none is guessed: configure a code such as \"DE\", \"US-CA\" or \"aws:eu-west-1\", "
        + "coordinates, or an intensity of your own";

    /// <summary>Why there is no market-based result.</summary>
    internal const string NoContracts = "no intensity of your contracts was given: configure MarketBased";

    /// <summary>Gets the grid region; null is none, and none is guessed.</summary>
    public GridRegion? Region { get; init; }

    /// <summary>Gets the site overhead; null takes what the cloud region's provider publishes, else none.</summary>
    public PowerUsageEffectiveness? Pue { get; init; }

    /// <summary>Gets who is asked for live values, best first; empty is nobody, and then nothing touches the network.</summary>
    public IReadOnlyList<ICarbonIntensityProvider> Providers { get; init; } = [];

    /// <summary>Gets the user's own location-based average, which then overrides all others; null is none.</summary>
    public CarbonIntensity? Average { get; init; }

    /// <summary>Gets the user's own marginal intensity, which then overrides all others; null is none.</summary>
    public CarbonIntensity? Marginal { get; init; }

    /// <summary>Gets the intensity of the user's contracts (Scope 2, market-based), shown beside the others; null is
    /// none.</summary>
    public CarbonIntensity? MarketBased { get; init; }

    internal PowerUsageEffectiveness EffectivePue =>
        Pue ?? (Region is null ? PowerUsageEffectiveness.None : PowerUsageEffectiveness.For(Region));

    internal CarbonIntensity? Override(CarbonSignal signal) => signal switch
    {
        CarbonSignal.Average => Average,
        CarbonSignal.MarketBased => MarketBased,
        _ => Marginal,
    };
}
