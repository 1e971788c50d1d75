using System.Globalization;

namespace AIMetering.Diagnosers;

/// <summary>One unit and one number of decimals for a whole column, so that its cells compare at a glance and read as plain numbers.</summary>
/// <param name="Unit">The unit with its prefix, in ASCII as BenchmarkDotNet writes its own.</param>
/// <param name="Factor">How many of the unit make one of the base unit.</param>
/// <param name="Decimals">How many decimals.</param>
internal readonly record struct Scale(string Unit, double Factor, int Decimals)
{
    private const int Digits = 4; // of the smallest value

    private static readonly (string Prefix, double Factor)[] Prefixes = [("", 1), ("m", 1e3), ("u", 1e6), ("n", 1e9), ("p", 1e12)];

    /// <summary>Finds the scale that shows the smallest value as 1 to 1000, as BenchmarkDotNet does for times.</summary>
    public static Scale For(IEnumerable<double> values, string unit, bool prefixed = true)
    {
        double least = values.Select(Math.Abs).Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(1).Min();
        (string prefix, double factor) = prefixed ? Prefixes.FirstOrDefault(each => least * each.Factor >= 1, Prefixes[^1]) : Prefixes[0];
        int whole = (int)Math.Floor(Math.Log10(least * factor)) + 1;
        return new(prefix + unit, factor, Math.Clamp(Digits - whole, 0, 2 * Digits));
    }

    /// <summary>Two digits of the smallest ratio, and two decimals at the least, as BenchmarkDotNet shows its own.</summary>
    public static Scale ForRatios(IEnumerable<double> values) =>
        new("", 1, Math.Max(2, For(values, "", prefixed: false).Decimals - 2));

    // No separators between groups of digits: what reads the CSV would take them for text, or for another column.
    public string Show(double? value, CultureInfo culture) => Show(value, culture, rounding: Math.Round);

    /// <summary>Shows a bound: rounded up, as less would promise more than was found.</summary>
    public string ShowBound(double? value, CultureInfo culture) => Show(value, culture, rounding: Math.Ceiling);

    private string Show(double? value, CultureInfo culture, Func<double, double> rounding)
    {
        if (value is not { } known || !double.IsFinite(known))
        {
            return EnergyColumn.Missing;
        }

        double step = Math.Pow(10, Decimals);
        return (rounding(known * Factor * step) / step).ToString("F" + Decimals.ToString(CultureInfo.InvariantCulture), culture);
    }
}
