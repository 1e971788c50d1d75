namespace AIMetering.Analysis.Statistics;

/// <summary>Student's t distribution with any positive number of degrees of freedom, whole or not.</summary>
internal static class StudentT
{
    private const int Halvings = 200;

    /// <summary>The chance of a value at least as far from zero, on either side.</summary>
    public static double TwoSided(double t, double degrees) => double.IsInfinity(t)
        ? 0
        : Tail(degrees / (degrees + (t * t)), t * t / (degrees + (t * t)), degrees);

    /// <summary>The chance of a correlation at least as strong, on either side, of so many independent pairs that have none.</summary>
    /// <remarks>t² = r² (n − 2) / (1 − r²), so that (n − 2) / (n − 2 + t²) = 1 − r²: no cancellation near r = ±1.</remarks>
    /// <returns>The chance; null for two pairs or fewer, of which any correlation is certain.</returns>
    public static double? OfCorrelation(double r, double pairs) =>
        pairs > 2 ? Tail((1 - r) * (1 + r), r * r, pairs - 2) : null;

    /// <summary>The value that is passed on one side with a given chance below one half.</summary>
    public static double UpperQuantile(double chance, double degrees)
    {
        double low = 0, high = 1;
        while (TwoSided(high, degrees) > 2 * chance && high < double.MaxValue / 4)
        {
            high *= 2;
        }

        for (int i = 0; i < Halvings && low < high; i++)
        {
            double middle = low + ((high - low) / 2);
            (low, high) = TwoSided(middle, degrees) > 2 * chance ? (middle, high) : (low, middle);
        }

        return high;
    }

    // I_x(ν/2, 1/2) by x or by 1 − x, whichever is the smaller and so has all its digits.
    private static double Tail(double x, double rest, double degrees) => x < rest
        ? BetaFunction.Regularized(x, degrees / 2, 0.5)
        : 1 - BetaFunction.Regularized(rest, 0.5, degrees / 2);
}
