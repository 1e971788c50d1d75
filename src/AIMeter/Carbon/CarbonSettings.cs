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
    /// <exception cref="ArgumentOutOfRangeException">Not a number from 0 to 3000 g/kWh.</exception>
    public CarbonIntensity? Average
    {
        get;
        init => field = Checked(value, nameof(Average));
    }

    /// <summary>Gets the user's own marginal intensity, which then overrides all others; null is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number from 0 to 3000 g/kWh.</exception>
    public CarbonIntensity? Marginal
    {
        get;
        init => field = Checked(value, nameof(Marginal));
    }

    /// <summary>Gets the intensity of the user's contracts (Scope 2, market-based), shown beside the others; null is
    /// none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number from 0 to 3000 g/kWh.</exception>
    public CarbonIntensity? MarketBased
    {
        get;
        init => field = Checked(value, nameof(MarketBased));
    }

    /// <summary>Gets the devices whose making is shared out over the run; empty is none known, which is not 0 g.</summary>
    public IReadOnlyList<EmbodiedCarbon> Embodied { get; init; } = [];

    /// <summary>Gets the water the site uses; null is not reported, which is not 0.</summary>
    public WaterUsageEffectiveness? Wue { get; init; }

    /// <summary>Gets the price of electricity; null is not known.</summary>
    public ElectricityTariff? Tariff { get; init; }

    /// <summary>Gets whether everyday comparisons are wanted. The default is false.</summary>
    public bool ShowEquivalents { get; init; }

    internal PowerUsageEffectiveness EffectivePue =>
        Pue ?? (Region is null ? PowerUsageEffectiveness.None : PowerUsageEffectiveness.For(Region));

    internal CarbonIntensity? Override(CarbonSignal signal) => signal switch
    {
        CarbonSignal.Average => Average,
        CarbonSignal.MarketBased => MarketBased,
        _ => Marginal,
    };

    private static CarbonIntensity? Checked(CarbonIntensity? value, string option) => value is not { } intensity || IntensityRules.IsPossible(intensity) ? value
        : throw new ArgumentOutOfRangeException(option, intensity.GramsPerKilowattHour,
            $"{option} is grams per kWh, a number from 0 to 3000, which no grid reaches: check the unit (pounds per MWh have CarbonIntensity.FromPoundsPerMegawattHour), and leave it out when it is not known.");
}
