namespace AIMetering.Testing;

/// <summary>A mean per unit over windows that may have made different numbers of units, with its spread.</summary>
/// <param name="Mean">The sum of the values over the sum of the units.</param>
/// <param name="StandardError">The standard error of the mean.</param>
/// <param name="Deviation">The sample standard deviation of one window's value per unit.</param>
/// <param name="Windows">How many windows.</param>
internal readonly record struct Estimate(double Mean, double StandardError, double Deviation, int Windows)
{
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

        double squares = windows.Sum(window => Math.Pow(value(window) - (mean * window.Units), 2));
        double deviation = Math.Sqrt(squares / (count - 1)) * count / units;
        return new(mean, deviation / Math.Sqrt(count), deviation, count);
    }

    public double HalfWidth(double confidence) =>
        Windows < 2 ? double.PositiveInfinity : Student.TwoSided(confidence, Windows - 1) * StandardError;
}
