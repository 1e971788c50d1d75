using AIMetering.Analysis.Statistics;

namespace AIMetering.Analysis.Comparison;

/// <summary>Mean, spread and number of repeated figures.</summary>
internal readonly record struct Repeats(double Mean, double Deviation, int Count)
{
    public static Repeats Of(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        return new(mean, values.Count > 1 ? Math.Sqrt(squares / (values.Count - 1)) : 0, values.Count);
    }

    public double SquaredError => Deviation * Deviation / Count;
}

/// <summary>The difference of two means whose spreads may differ.</summary>
/// <remarks>
/// B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34
/// (1947) 28–35. Effect size: L. V. Hedges, "Distribution theory for Glass's estimator of effect size and related estimators",
/// J. Educ. Stat. 6 (1981) 107–128.
/// </remarks>
internal readonly record struct Welch(Repeats A, Repeats B)
{
    public double Difference => B.Mean - A.Mean;

    public double StandardError => Math.Sqrt(A.SquaredError + B.SquaredError);

    public double Degrees
    {
        get
        {
            double sum = A.SquaredError + B.SquaredError;
            double degrees = sum * sum / ((A.SquaredError * A.SquaredError / (A.Count - 1)) + (B.SquaredError * B.SquaredError / (B.Count - 1)));
            return double.IsFinite(degrees) ? degrees : A.Count + B.Count - 2;    // no spread at all, or none that squares can hold
        }
    }

    public double PValue => Difference == 0 ? 1 : StudentT.TwoSided(Difference / StandardError, Degrees);

    /// <summary>Gets the difference in pooled standard deviations, times the correction for few values; null without spread.</summary>
    public double? HedgesG
    {
        get
        {
            double degrees = A.Count + B.Count - 2;
            double pooled = Math.Sqrt((((A.Count - 1) * A.Deviation * A.Deviation) + ((B.Count - 1) * B.Deviation * B.Deviation)) / degrees);
            double correction = Math.Exp(BetaFunction.LogGamma(degrees / 2) - BetaFunction.LogGamma((degrees - 1) / 2)) / Math.Sqrt(degrees / 2);
            return pooled > 0 && degrees > 1 ? Difference / pooled * correction : null;
        }
    }

    public double Margin(double confidence) => StudentT.UpperQuantile((1 - confidence) / 2, Degrees) * StandardError;

    /// <summary>The difference that would be found at this confidence with a given chance, were the spread as seen.</summary>
    public double Detectable(double confidence, double power) =>
        (StudentT.UpperQuantile((1 - confidence) / 2, Degrees) + StudentT.UpperQuantile(1 - power, Degrees)) * StandardError;
}
