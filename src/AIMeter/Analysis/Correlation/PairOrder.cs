namespace AIMetering.Analysis.Correlation;

/// <summary>Orders pairs by what they are worth, and controls false finds among many.</summary>
internal static class PairOrder
{
    /// <summary>The share of false finds up to which a pair is said to hold.</summary>
    public const double Holds = 0.05;

    /// <summary>Pairs that hold first, then by the size of Pearson's correlation; views of one quantity last.</summary>
    public static IEnumerable<CorrelatedPair> Strongest(IEnumerable<CorrelatedPair> pairs) => pairs
        .OrderBy(pair => pair.SameQuantity)
        .ThenByDescending(pair => pair.FalseDiscoveryRate <= Holds)
        .ThenByDescending(pair => Math.Abs(pair.Pearson))
        .ThenBy(pair => pair.First, StringComparer.Ordinal)
        .ThenBy(pair => pair.Second, StringComparer.Ordinal);

    /// <summary>Gives every pair its false discovery rate; views of one quantity take no part in the count.</summary>
    /// <remarks>Y. Benjamini and D. Yekutieli, "The control of the false discovery rate in multiple testing under dependency", Ann. Statist. 29 (2001) 1165–1188.</remarks>
    public static void ControlFalseFinds(IReadOnlyList<CorrelatedPair> pairs)
    {
        CorrelatedPair[] tested = [.. pairs.Where(pair => pair.PearsonP is not null && !pair.SameQuantity).OrderBy(pair => pair.PearsonP)];
        double harmonic = 0, rate = 1;
        for (int i = 1; i <= tested.Length; i++)
        {
            harmonic += 1.0 / i;
        }

        for (int i = tested.Length; i > 0; i--)
        {
            rate = Math.Min(rate, tested[i - 1].PearsonP!.Value * tested.Length * harmonic / i);
            tested[i - 1].FalseDiscoveryRate = rate;
        }
    }
}
