using System.Globalization;

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
        string[] cautions = [.. new[] { DifferentBases(rows), DifferentSites(rows) }.OfType<string>()];
        Caution = cautions.Length == 0 ? null : string.Join(' ', cautions);
    }

    /// <summary>Gets the regions in the order asked for.</summary>
    public IReadOnlyList<RegionCarbon> Rows { get; }

    /// <summary>Gets why the averages compare only roughly: they count different things, or carry different site overheads; null
    /// when they are alike in both.</summary>
    public string? Caution { get; }

    private static string? DifferentBases(IReadOnlyList<RegionCarbon> rows)
    {
        string[] bases = [.. rows.Where(row => row.Average.Mass is not null).Select(row => row.Average.Basis).Distinct()];
        return bases.Length < 2 ? null
            : $"The averages are not on one basis ({string.Join(" | ", bases)}): "
                + "life-cycle values lie above direct ones, so small differences mean nothing.";
    }

    private static string? DifferentSites(IReadOnlyList<RegionCarbon> rows)
    {
        RegionCarbon[] priced = [.. rows.Where(row => row.Average.Mass is not null)];
        return priced.Select(row => row.Average.Pue.Value).Distinct().Count() < 2 ? null
            : "The rows carry different site overheads ("
                + string.Join(", ", priced.Select(row => string.Create(
                    CultureInfo.InvariantCulture, $"{row.Region.Code} PUE {row.Average.Pue.Value:0.00##}")))
                + "): give one PUE for all, as with WithPue, to compare the grids alone.";
    }
}

/// <summary>When a run would emit least.</summary>
public sealed record BestStart
{
    internal BestStart()
    {
    }

    /// <summary>Gets the signal of the forecast.</summary>
    public required CarbonSignal Signal { get; init; }

    /// <summary>Gets the best start, of several the earliest; null when the forecast covers none: see <see cref="Reason"/>.</summary>
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
