namespace AIMetering.Carbon;

/// <summary>The operational carbon of a run, once per signal. The signals are separate answers: never add them, never swap
/// them.</summary>
public sealed record CarbonStatement
{
    internal CarbonStatement()
    {
    }

    /// <summary>Gets the headline: the location-based average.</summary>
    public required CarbonResult Average { get; init; }

    /// <summary>Gets the impact estimate, not for inventories: what changed because the run drew power.</summary>
    public required CarbonResult Marginal { get; init; }

    /// <summary>Gets what the user's contracts say; null when none were given.</summary>
    public CarbonResult? MarketBased { get; init; }

    /// <summary>Gets the share of making each configured device; empty when none was configured, which is not 0 g. Beside the operational
    /// results, in none of them.</summary>
    public IReadOnlyList<EmbodiedShare> Embodied { get; init; } = [];

    /// <summary>Gets the water the site used; null when its WUE is not known.</summary>
    public WaterUse? Water { get; init; }

    /// <summary>Gets what the electricity cost; null when no tariff was given.</summary>
    public ElectricityCost? Cost { get; init; }

    /// <summary>Gets the score of each unit counted over the run, by the location-based average; empty when nothing was counted or the
    /// average is unknown.</summary>
    public IReadOnlyList<SoftwareCarbonIntensity> Scores { get; init; } = [];

    /// <summary>Gets everyday comparisons of the location-based average; empty unless asked for.</summary>
    public IReadOnlyList<CarbonEquivalent> Equivalents { get; init; } = [];

    /// <summary>Gets the grid region; null when none was given.</summary>
    public GridRegion? Region { get; init; }

    /// <summary>Gets how often the run has been priced anew; 0 is the first price, for which nobody was waited for.</summary>
    public int Revision { get; init; }

    /// <summary>Gets whether a provider may still know better later. Ends when the providers were asked after the values of the
    /// run have settled (24 h after its end for marginal values, 72 h for averages), or when all of them have said that they do not
    /// serve the signal.</summary>
    public bool IsProvisional { get; init; }
}
