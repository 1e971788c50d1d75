using System.Globalization;
using System.Text;

namespace AIMetering.Pictures;

/// <summary>Texts in a picture.</summary>
internal static class Words
{
    private const int Longest = 48;

    // What binary fractions leave of a number with three digits.
    private const double Rounding = 1e-9;

    /// <summary>A name as it may be drawn: no controls, no halves of characters, not too long.</summary>
    public static string Shown(string name)
    {
        StringBuilder shown = new();
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (shown.Length >= Longest)
            {
                return shown.Append('…').ToString();
            }

            bool isPlain = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            shown.Append(isPlain ? rune.ToString() : "?");
        }

        return shown.ToString();
    }

    /// <summary>The step of a thousand in which a greatest value is read best, with its prefix.</summary>
    public static (double Divisor, string Prefix) Scale(double greatest) => Math.Abs(greatest) switch
    {
        >= 0.9995e9 => (1e9, "G"), // what rounds to a thousand takes the next prefix
        >= 0.9995e6 => (1e6, "M"),
        >= 0.9995e3 => (1e3, "k"),
        >= 0.9995 or 0 => (1, ""),
        >= 0.9995e-3 => (1e-3, "m"),
        _ => (1e-6, "µ"),
    };

    /// <summary>The title: the name, and what the run used where the picture does not say so itself.</summary>
    public static string Title(MeterReport report, PictureKind kind, string? title)
    {
        string name = Shown(title ?? report.Name);
        return kind == PictureKind.Power && title is null && report.Energy is { Energy: { } energy, Low: { } low, High: { } high }
            ? $"{name}: {WithBound(energy.Joules, low.Joules, high.Joules, "J")}"
            : name;
    }

    /// <summary>A value with its bound, as in "16.3 kJ (7.8 to 24.8)".</summary>
    public static string WithBound(double value, double low, double high, string unit)
    {
        (double divisor, string prefix) = Scale(value);
        return $"{Number(value / divisor)} {prefix}{unit} ({Number(Outward(low / divisor, Math.Floor))} to {Number(Outward(high / divisor, Math.Ceiling))})";
    }

    // A limit keeps its promise when it is rounded away from the value; three digits, or whole numbers from a hundred on.
    private static double Outward(double limit, Func<double, double> round)
    {
        if (limit == 0 || !double.IsFinite(limit))
        {
            return limit;
        }

        double steps = Math.Pow(10, 2 - Math.Min(2, Math.Floor(Math.Log10(Math.Abs(limit)))));
        double whole = Math.Round(limit * steps);
        return (Math.Abs((limit * steps) - whole) < Rounding * Math.Abs(whole) ? whole : round(limit * steps)) / steps;
    }

    public static string Number(double value) => value == 0 ? "0"
        : Math.Abs(value) >= 100 ? value.ToString("F0", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture);
}
