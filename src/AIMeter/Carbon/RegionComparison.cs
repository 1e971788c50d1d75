namespace AIMetering.Carbon;

/// <summary>One region of a comparison.</summary>
/// <param name="Region">The region.</param>
/// <param name="Average">The location-based average, the headline.</param>
/// <param name="Marginal">The impact estimate, not for inventories.</param>
public sealed record RegionCarbon(GridRegion Region, CarbonResult Average, CarbonResult Marginal);

/// <summary>The same run priced in several regions.</summary>
public sealed record RegionComparison
{
    internal RegionComparison(IReadOnlyList<RegionCarbon> rows)
    {
        Rows = rows;
        string[] bases = [.. rows.Where(row => row.Average.Mass is not null).Select(row => row.Average.Basis).Distinct()];
        Caution = bases.Length < 2 ? null
            : $"The averages are not on one basis ({string.Join(" | ", bases)}): "
                + "life-cycle values lie above direct ones, so small differences mean nothing.";
    }

    /// <summary>Gets the regions in the order asked for.</summary>
    public IReadOnlyList<RegionCarbon> Rows { get; }

    /// <summary>Gets why the averages compare only roughly; null when they are all on one basis.</summary>
    public string? Caution { get; }
}

/// <summary>When a run would emit least.</summary>
public sealed record BestStart
{
    internal BestStart()
    {
    }

    /// <summary>Gets the signal of the forecast.</summary>
    public required CarbonSignal Signal { get; init; }

    /// <summary>Gets the best start; null when the forecast covers none: see <see cref="Reason"/>.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Gets what the run would emit then; null with <see cref="Start"/>.</summary>
    public CarbonResult? Result { get; init; }

    /// <summary>Gets what it would emit begun at the opening of the window; null when the forecast does not cover that.</summary>
    public CarbonResult? AtWindowStart { get; init; }

    /// <summary>Gets what it would emit at the worst start tried.</summary>
    public CarbonResult? Worst { get; init; }

    /// <summary>Gets the mass saved against the opening of the window, never negative; null when either is unknown.</summary>
    public CarbonMass? Saving => Result?.Mass is { } best && AtWindowStart?.Mass is { } now ? now - best : null;

    /// <summary>Gets how many starts were priced.</summary>
    public int Tried { get; init; }

    /// <summary>Gets how many starts the forecast does not cover for the whole length of the run.</summary>
    public int NotCovered { get; init; }

    /// <summary>Gets why there is no start; null when there is.</summary>
    public string? Reason { get; init; }
}
