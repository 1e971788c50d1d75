namespace AIMetering.Testing;

/// <summary>The limits of a quotient whose two sides are both uncertain and never below zero.</summary>
/// <remarks>E. C. Fieller, "Some problems in interval estimation", J. R. Stat. Soc. B 16 (1954) 175-185: all q for which a - q b is within
/// the half-width of its own, the root of the sum of squares of both sides'.</remarks>
internal static class Quotient
{
    /// <summary>The most that a/b can be; infinite where b can be zero.</summary>
    public static double Most(double a, double aHalf, double b, double bHalf) =>
        b <= bHalf ? double.PositiveInfinity : ((a * b) + Root(a, aHalf, b, bHalf)) / ((b * b) - (bHalf * bHalf));

    /// <summary>The least that a/b can be; zero where a can be.</summary>
    // The smaller root of the quadratic in the form that holds where b can be zero, too: all above it is then possible, nothing below.
    public static double Least(double a, double aHalf, double b, double bHalf) =>
        a <= aHalf ? 0 : ((a * a) - (aHalf * aHalf)) / ((a * b) + Root(a, aHalf, b, bHalf));

    // Not below zero while one of the two is above its half-width.
    private static double Root(double a, double aHalf, double b, double bHalf) =>
        Math.Sqrt((aHalf * aHalf * b * b) + (bHalf * bHalf * a * a) - (aHalf * aHalf * bHalf * bHalf));
}
