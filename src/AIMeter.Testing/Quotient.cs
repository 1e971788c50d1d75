namespace AIMetering.Testing;

/// <summary>The limits of a quotient whose two sides are both uncertain.</summary>
/// <remarks>E. C. Fieller, "Some problems in interval estimation", J. R. Stat. Soc. B 16 (1954) 175-185: all q for which a - q b is within
/// the half-width of its own, the root of the sum of squares of both sides'.</remarks>
internal static class Quotient
{
    /// <summary>The most that a/b can be; infinite where b can be zero.</summary>
    public static double Most(double a, double aHalf, double b, double bHalf) =>
        b <= bHalf ? double.PositiveInfinity : ((a * b) + Root(a, aHalf, b, bHalf)) / ((b * b) - (bHalf * bHalf));

    /// <summary>The least that a/b can be; zero where a can be, or nothing is known of b.</summary>
    public static double Least(double a, double aHalf, double b, double bHalf) =>
        a <= aHalf || b <= bHalf ? 0 : ((a * b) - Root(a, aHalf, b, bHalf)) / ((b * b) - (bHalf * bHalf));

    // Not below zero while b is above its half-width.
    private static double Root(double a, double aHalf, double b, double bHalf) =>
        Math.Sqrt((aHalf * aHalf * b * b) + (bHalf * bHalf * a * a) - (aHalf * aHalf * bHalf * bHalf));
}
