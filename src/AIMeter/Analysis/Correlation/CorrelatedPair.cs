namespace AIMetering.Analysis;

/// <summary>How two series move together.</summary>
/// <remarks>
/// p-values ask how often two series without any connection, each with its own inertia, would look as connected as these. Neighbouring
/// samples are alike, so they are worth fewer independent ones; that number is what the p-values count with. A common trend (warming up,
/// filling caches) still connects what has no other connection, and no p-value tells which is the cause.
/// </remarks>
public sealed record CorrelatedPair
{
    /// <summary>Gets the name of the one series.</summary>
    public required string First { get; init; }

    /// <summary>Gets the name of the other series.</summary>
    public required string Second { get; init; }

    /// <summary>Gets at how many common points both have a value.</summary>
    public required int Samples { get; init; }

    /// <summary>Gets Pearson's correlation at lag zero, −1 to 1: how near the two are to a straight line.</summary>
    public required double Pearson { get; init; }

    /// <summary>Gets how many independent samples the common points are worth for Pearson's correlation; at most <see cref="Samples"/>.</summary>
    public required double EffectiveSamples { get; init; }

    /// <summary>Gets the two-sided p-value of Pearson's correlation by the effective samples.</summary>
    /// <value>Null when these are two or fewer, or when a single point carries more than half of the variance of one of the two.</value>
    public required double? PearsonP { get; init; }

    /// <summary>Gets Spearman's rank correlation at lag zero, −1 to 1: how surely the one grows when the other does.</summary>
    /// <value>Each series is ranked once over its own points; equal values share a rank.</value>
    public required double Spearman { get; init; }

    /// <summary>Gets the two-sided p-value of Spearman's correlation by the effective samples of the ranks; null as <see cref="PearsonP"/>.</summary>
    public required double? SpearmanP { get; init; }

    /// <summary>Gets the lag at which Pearson's correlation is strongest: positive when <see cref="Second"/> follows <see cref="First"/>.</summary>
    /// <value>A whole number of steps, within the lags that were tried; zero when none is stronger.</value>
    public required TimeSpan BestLag { get; init; }

    /// <summary>Gets Pearson's correlation at the best lag.</summary>
    public required double BestPearson { get; init; }

    /// <summary>Gets the p-value at the best lag, times the number of lags tried (Bonferroni): the best of many is better by chance.</summary>
    public required double? BestP { get; init; }

    /// <summary>Gets the share of false finds to expect among all pairs with a value up to this one's (Benjamini and Yekutieli, under any dependence); null without a p-value.</summary>
    public double? FalseDiscoveryRate { get; internal set; }

    /// <summary>Gets whether the two are views of one quantity, such as the power and the energy counter of one GPU: their connection is no news.</summary>
    public required bool SameQuantity { get; init; }
}
