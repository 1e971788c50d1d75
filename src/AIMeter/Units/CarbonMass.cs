using System.Globalization;

namespace AIMetering;

/// <summary>An amount of greenhouse gas. Whether it counts CO2 alone or CO2-equivalents is told by what carries it.</summary>
/// <remarks>The default value is zero grams. Arithmetic is done in double precision grams.</remarks>
public readonly record struct CarbonMass : IComparable<CarbonMass>
{
    /// <summary>Gets no carbon at all.</summary>
    public static CarbonMass Zero => default;

    /// <summary>Gets the amount in grams (g).</summary>
    public double Grams { get; private init; }

    /// <summary>Gets the amount in kilograms (kg).</summary>
    public double Kilograms => Grams / 1e3;

    /// <summary>Makes a mass from grams.</summary>
    public static CarbonMass FromGrams(double grams) => new() { Grams = grams };

    /// <summary>Makes a mass from kilograms.</summary>
    public static CarbonMass FromKilograms(double kilograms) => new() { Grams = kilograms * 1e3 };

    /// <summary>Makes a mass from avoirdupois pounds of 453.59237 g exactly.</summary>
    public static CarbonMass FromPounds(double pounds) => new() { Grams = pounds * CarbonIntensity.GramsPerPound };

    /// <summary>Adds two masses.</summary>
    public static CarbonMass operator +(CarbonMass left, CarbonMass right) => new() { Grams = left.Grams + right.Grams };

    /// <summary>Subtracts one mass from another; the result can be negative.</summary>
    public static CarbonMass operator -(CarbonMass left, CarbonMass right) => new() { Grams = left.Grams - right.Grams };

    /// <summary>Scales a mass.</summary>
    public static CarbonMass operator *(CarbonMass mass, double factor) => new() { Grams = mass.Grams * factor };

    /// <summary>Scales a mass.</summary>
    public static CarbonMass operator *(double factor, CarbonMass mass) => mass * factor;

    /// <summary>Divides a mass by a number.</summary>
    public static CarbonMass operator /(CarbonMass mass, double divisor) => new() { Grams = mass.Grams / divisor };

    /// <summary>The ratio of two masses, without a unit.</summary>
    public static double operator /(CarbonMass left, CarbonMass right) => left.Grams / right.Grams;

    /// <summary>The mean intensity of a mass emitted for an energy.</summary>
    public static CarbonIntensity operator /(CarbonMass mass, Energy energy) =>
        CarbonIntensity.FromGramsPerKilowattHour(mass.Grams / energy.KilowattHours);

    /// <summary>Compares two masses.</summary>
    public static bool operator <(CarbonMass left, CarbonMass right) => left.Grams < right.Grams;

    /// <summary>Compares two masses.</summary>
    public static bool operator >(CarbonMass left, CarbonMass right) => left.Grams > right.Grams;

    /// <summary>Compares two masses.</summary>
    public static bool operator <=(CarbonMass left, CarbonMass right) => left.Grams <= right.Grams;

    /// <summary>Compares two masses.</summary>
    public static bool operator >=(CarbonMass left, CarbonMass right) => left.Grams >= right.Grams;

    /// <inheritdoc/>
    public int CompareTo(CarbonMass other) => Grams.CompareTo(other.Grams);

    /// <summary>The amount in grams with its unit, in the invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Grams:G6} g");
}
