namespace AIMetering.Analysis.Phases;

/// <summary>Tells whether values lie around two levels, and where these are.</summary>
/// <remarks>N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. Syst. Man Cybern. 9 (1979) 62–66.</remarks>
internal static class TwoLevels
{
    private const int Bins = 256;

    // The share of the variance that two levels must explain. One normal hump cut in two explains 0.64, an even spread 0.75.
    private const double LeastSeparation = 0.75;

    // Levels closer than this share of the higher one are one level with noise.
    private const double LeastContrast = 0.2;

    /// <summary>The lower and the higher level; null when there is but one.</summary>
    public static (double Low, double High)? Of(ReadOnlySpan<double> values)
    {
        (double least, double greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        double width = (greatest - least) / Bins;
        return width > 0 && double.IsFinite(width) ? Cut(values, least, width) : null;
    }

    private static (double Low, double High)? Cut(ReadOnlySpan<double> values, double least, double width)
    {
        Span<int> counts = stackalloc int[Bins];
        Span<double> sums = stackalloc double[Bins];
        (double total, double squares) = (0, 0);
        foreach (double value in values)
        {
            double place = (value - least) / width;     // in bins, so that no sum overflows
            int bin = Math.Min((int)place, Bins - 1);
            counts[bin]++;
            sums[bin] += place;
            (total, squares) = (total + place, squares + (place * place));
        }

        (double low, double high, double between) = BestCut(counts, sums, values.Length, total);
        double variance = (squares / values.Length) - (total / values.Length * (total / values.Length));
        double lower = least + (low * width), higher = least + (high * width);
        return between >= LeastSeparation * variance && higher - lower >= LeastContrast * Math.Abs(higher) ? (lower, higher) : null;
    }

    private static (double Low, double High, double Between) BestCut(ReadOnlySpan<int> counts, ReadOnlySpan<double> sums, int all, double total)
    {
        (double Low, double High, double Between) best = (0, 0, 0);
        double below = 0, belowSum = 0;
        for (int bin = 0; bin < Bins - 1; bin++)
        {
            (below, belowSum) = (below + counts[bin], belowSum + sums[bin]);
            if (below == 0 || below == all)
            {
                continue;
            }

            double low = belowSum / below, high = (total - belowSum) / (all - below);
            double between = below / all * (1 - (below / all)) * (high - low) * (high - low);
            best = between > best.Between ? (low, high, between) : best;
        }

        return best;
    }
}
