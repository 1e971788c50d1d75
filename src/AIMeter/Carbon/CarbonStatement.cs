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

    /// <summary>Gets the grid region; null when none was given.</summary>
    public GridRegion? Region { get; init; }

    /// <summary>Gets how often the run has been priced anew; 0 is the price from the embedded tables.</summary>
    public int Revision { get; init; }

    /// <summary>Gets whether a provider may still know better later: some energy is priced by a forecast, a filler or a yearly
    /// value, or by a value its provider still calls estimated.</summary>
    public bool IsProvisional { get; init; }
}
