namespace AIMetering.Carbon;

/// <summary>How much an intensity is worth for a time, best first.</summary>
internal enum IntensityRank
{
    /// <summary>Somebody's statement about that very time: a measurement, or the provider's own estimate of it.</summary>
    Real,

    /// <summary>Said before the time came.</summary>
    Forecast,

    /// <summary>Made up from other times, by the provider or here.</summary>
    Filler,

    /// <summary>A yearly value.</summary>
    Yearly,
}

/// <summary>Ranks kinds of intensities, and results by the energy each rank has priced.</summary>
internal static class IntensityRanks
{
    // Sums of pieces cut at other places differ in their last bits.
    private const double Hair = 1e-9;

    public static IntensityRank Rank(this IntensityKind kind) => kind switch
    {
        <= IntensityKind.Estimated => IntensityRank.Real,
        IntensityKind.Forecast => IntensityRank.Forecast,
        <= IntensityKind.Profile => IntensityRank.Filler,
        _ => IntensityRank.Yearly,
    };

    /// <summary>Whether a fresh result is at least as good as the old one: first by the energy at real values, then by that at
    /// forecasts, then by that at fillers.</summary>
    public static bool IsNoWorseThan(this CarbonResult fresh, CarbonResult old)
    {
        foreach (IntensityRank rank in (ReadOnlySpan<IntensityRank>)[IntensityRank.Real, IntensityRank.Forecast, IntensityRank.Filler])
        {
            double more = PricedAt(fresh, rank) - PricedAt(old, rank);
            if (Math.Abs(more) > Hair * (fresh.Energy?.Joules ?? 0))
            {
                return more > 0;
            }
        }

        return true;
    }

    private static double PricedAt(CarbonResult result, IntensityRank rank) =>
        result.Shares.Where(share => share.Provenance.Kind.Rank() == rank).Sum(share => share.Energy.Joules);
}
