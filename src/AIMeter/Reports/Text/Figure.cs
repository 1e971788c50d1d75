using System.Globalization;

namespace AIMetering.Reports.Text;

/// <summary>
/// A value and its limits as printed: in a readable unit, rounded to what the limits support. The bound is rounded up to two
/// significant digits and takes in the rounding of the value, so that what is printed still encloses the truth.
/// </summary>
internal readonly record struct Figure(string Value, string Bound)
{
    private const int MostDigits = 7;
    private const int DigitsOfExact = 4;

    public static Figure Of(double value, double low, double high, UnitScale scale)
    {
        (double factor, string symbol) = scale.StepFor(Math.Max(Math.Abs(value), Math.Max(high - value, value - low)));
        return InUnit(value / factor, low / factor, high / factor, symbol);
    }

    private static Figure InUnit(double value, double low, double high, string symbol)
    {
        bool even = IsEven(value - low, high - value);
        double far = Math.Max(high - value, value - low), near = Math.Min(high - value, value - low);
        int places = Places(value, even || near <= 0 ? far : near);
        int valuePlaces = Round(value, places) == 0 && value != 0 ? -Exponent(value) : places;
        double rounded = Round(value, valuePlaces);
        double below = Math.Max(0, rounded - low), above = Math.Max(0, high - rounded);
        return new(
            $"{Fixed(rounded, valuePlaces)} {symbol}",
            even
                ? $"± {Fixed(RoundUp(Math.Max(below, above), places), places)} {symbol}"
                : $"-{Side(below)}/+{Side(above)} {symbol}");
    }

    private static int Places(double value, double bound)
    {
        int exact = value == 0 ? 0 : DigitsOfExact - 1 - Exponent(value);
        int most = value == 0 ? MostDigits : MostDigits - 1 - Exponent(value);
        return bound > 0 ? Math.Min(1 - Exponent(bound), most) : exact;
    }

    private static bool IsEven(double below, double above) => Math.Abs(above - below) <= 0.25 * Math.Max(above, below);

    private static string Side(double size)
    {
        int places = size > 0 ? Math.Min(1 - Exponent(size), 12) : 0;
        return Fixed(RoundUp(size, places), places);
    }

    /// <summary>A number with a fixed count of decimals; none for a negative count, which stands for tens, hundreds and so on.</summary>
    public static string Fixed(double value, int places)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "" : value > 0 ? "inf" : "-inf";
        }

        int decimals = Math.Clamp(places, 0, 15);
        double rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero) + 0.0;    // + 0.0 turns -0 into 0
        return rounded.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>A number with so many significant digits, without an exponent.</summary>
    public static string Significant(double value, int digits)
    {
        int places = value == 0 || !double.IsFinite(value) ? 0 : digits - 1 - Exponent(value);
        return Fixed(Round(value, places), places);
    }

    /// <summary>Two limits, rounded outward to two significant digits, so that what is printed still encloses the truth.</summary>
    public static string Range(double low, double high)
    {
        // A low limit far below the high one is rounded like it, or it would look surer.
        int most = high == 0 || !double.IsFinite(high) ? DigitsOfExact : DigitsOfExact - 1 - Exponent(high);
        return $"{Outward(low, -1, most)} to {Outward(high, 1, most)}";
    }

    private static string Outward(double value, int side, int most)
    {
        int places = value == 0 || !double.IsFinite(value) ? 0 : Math.Min(1 - Exponent(value), most);
        return Fixed(double.IsFinite(value) ? side * RoundUp(side * value, places) : value, places);
    }

    private static int Exponent(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)));

    private static double Round(double value, int places) => places < 0
        ? Math.Round(value / Math.Pow(10, -places), MidpointRounding.AwayFromZero) * Math.Pow(10, -places)
        : Math.Round(value, Math.Min(places, 15), MidpointRounding.AwayFromZero);

    // A hair is forgiven, or 0.30000000000000004 would be rounded up to 0.31.
    private static double RoundUp(double value, int places)
    {
        double step = Math.Pow(10, -places);
        return Math.Ceiling((value / step) - 1e-9) * step;
    }
}
