using AIMetering.Analysis.Statistics;

namespace AIMetering.Testing;

/// <summary>A mean per unit over windows that may have made different numbers of units, with its spread.</summary>
/// <param name="Mean">The sum of the values over the sum of the units.</param>
/// <param name="StandardError">The standard error of the mean.</param>
/// <param name="Deviation">The sample standard deviation of one window's value per unit.</param>
/// <param name="Independent">How many independent windows these are worth; 2 at the least.</param>
internal readonly record struct Estimate(double Mean, double StandardError, double Deviation, double Independent)
{
    // Closer to 1 the formula loses its meaning: such windows are a single one.
    private const double ClosestTie = 0.95;

    /// <summary>The ratio estimator with its linearised variance (Cochran, Sampling Techniques, 3rd ed., section 6.3).</summary>
    public static Estimate Of(IReadOnlyList<Window> windows, Func<Window, double> value)
    {
        double units = windows.Sum(window => window.Units);
        double mean = windows.Sum(value) / units;
        int count = windows.Count;
        if (count < 2)
        {
            return new(mean, double.PositiveInfinity, double.NaN, count);
        }

        double[] residuals = [.. windows.Select(window => value(window) - (mean * window.Units))];
        double squares = residuals.Sum(each => each * each);
        double deviation = Math.Sqrt(squares / (count - 1)) * count / units;
        double independent = squares > 0 ? WorthOf(residuals, squares) : count;
        return new(mean, deviation / Math.Sqrt(independent), deviation, independent);
    }

    public double HalfWidth(double confidence) => HalfWidth(StandardError, Independent, confidence);

    public static double HalfWidth(double standardError, double independent, double confidence) =>
        independent < 2 ? double.PositiveInfinity : StudentT.UpperQuantile((1 - confidence) / 2, independent - 1) * standardError;

    // Windows in a row hang together where a neighbour's load or the machine's temperature outlasts them. By their first-order
    // autocorrelation r they are worth n (1 - r) / (1 + r) (Bayley and Hammersley, J. R. Stat. Soc. Suppl. 8 (1946) 184), r being
    // corrected for the bias -(1 + 4 r) / n that it has in short series (Kendall, Biometrika 41 (1954) 403). Below zero it counts as none.
    private static double WorthOf(double[] residuals, double squares)
    {
        int count = residuals.Length;
        double products = residuals.Zip(residuals.Skip(1), (each, next) => each * next).Sum();
        double tie = products / squares;
        tie = Math.Clamp(tie + ((1 + (4 * tie)) / count), 0, ClosestTie);
        return Math.Max(2, count * (1 - tie) / (1 + tie));
    }
}
