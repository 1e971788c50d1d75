namespace AIMetering.Testing;

/// <summary>The quantile of Student's t distribution, for intervals from few windows.</summary>
internal static class Student
{
    // The distribution is found to the last bit that a double has; 200 halvings are more than it holds.
    private const int Halvings = 200;

    /// <summary>The half-width of a two-sided interval in standard errors.</summary>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="degrees">Degrees of freedom, from 1.</param>
    public static double TwoSided(double confidence, int degrees)
    {
        double low = 0, high = 1;
        while (Within(high, degrees) < confidence)
        {
            high *= 2;
        }

        for (int step = 0; step < Halvings && high - low > high * 1e-12; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = Within(middle, degrees) < confidence ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The probability that |t| is at most so much: Abramowitz and Stegun, 26.7.3 (odd) and 26.7.4 (even).</summary>
    internal static double Within(double t, int degrees)
    {
        double angle = Math.Atan(t / Math.Sqrt(degrees));
        double cosine = Math.Cos(angle), square = cosine * cosine;
        bool odd = degrees % 2 == 1;
        double term = odd ? cosine : 1, sum = degrees == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2)
        {
            term *= square * (k - 1) / k;
            sum += term;
        }

        return odd ? 2 / Math.PI * (angle + (Math.Sin(angle) * sum)) : Math.Sin(angle) * sum;
    }
}
