namespace AIMetering.Analysis.Statistics;

/// <summary>The incomplete beta function, from which the tails of Student's t follow.</summary>
internal static class BetaFunction
{
    private const int MostTerms = 10_000;
    private const double Tiny = 1e-300;
    private const double Accuracy = 1e-15;

    // Lanczos' series for the gamma function with g = 7 and nine terms (P. Godfrey's coefficients): relative error below 1e-14.
    private const double LanczosG = 7;

    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The natural logarithm of the gamma function, for arguments above zero.</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }

        double sum = Lanczos[0], t = x - 1 + LanczosG + 0.5;
        for (int i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x - 1 + i);
        }

        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>The regularized incomplete beta function I_x(a, b), from 0 to 1.</summary>
    /// <remarks>NIST DLMF 8.17.22, the continued fraction, where it converges fast; 8.17.4, the mirror image, elsewhere.</remarks>
    public static double Regularized(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        double logFront = (a * Math.Log(x)) + (b * Math.Log(1 - x)) - (LogGamma(a) + LogGamma(b) - LogGamma(a + b));
        return x < (a + 1) / (a + b + 2)
            ? Math.Min(1, Math.Exp(logFront) / (a * Fraction(x, a, b)))
            : Math.Max(0, 1 - (Math.Exp(logFront) / (b * Fraction(1 - x, b, a))));
    }

    // The continued fraction 1 + d1/(1 + d2/(1 + …)) by Lentz's method, forward, without overflow.
    private static double Fraction(double x, double a, double b)
    {
        double value = 1, c = 1, d = 0;
        for (int term = 1; term < MostTerms; term++)
        {
            double factor = Term(term, x, a, b);
            d = NotZero(1 + (factor * d));
            c = NotZero(1 + (factor / c));
            d = 1 / d;
            value *= c * d;
            if (Math.Abs((c * d) - 1) < Accuracy)
            {
                break;
            }
        }

        return value;
    }

    private static double Term(int term, double x, double a, double b)
    {
        double m = term / 2;
        return term % 2 == 0
            ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
            : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
