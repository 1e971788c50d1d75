using System.Globalization;

namespace AIMetering;

/// <summary>Grams of greenhouse gas per kilowatt hour of electricity. The unit is in the type: pounds per megawatt hour
/// read as grams per kilowatt hour would be wrong by a factor of 2.2.</summary>
/// <remarks>The default value is zero. A true zero is legal for a live marginal signal (curtailed wind).</remarks>
public readonly record struct CarbonIntensity : IComparable<CarbonIntensity>
{
    /// <summary>Grams in an avoirdupois pound, exactly (international yard and pound agreement of 1959).</summary>
    public const double GramsPerPound = 453.59237;

    /// <summary>Gets an intensity of zero.</summary>
    public static CarbonIntensity Zero => default;

    /// <summary>Gets the intensity in grams per kilowatt hour (g/kWh), which is also kg/MWh and t/GWh.</summary>
    public double GramsPerKilowattHour { get; private init; }

    /// <summary>Gets the intensity in pounds per megawatt hour (lb/MWh), the unit of WattTime and eGRID.</summary>
    public double PoundsPerMegawattHour => GramsPerKilowattHour / GramsPerPound * 1e3;

    /// <summary>Makes an intensity from grams per kilowatt hour.</summary>
    public static CarbonIntensity FromGramsPerKilowattHour(double grams) => new() { GramsPerKilowattHour = grams };

    /// <summary>Makes an intensity from pounds per megawatt hour; 1000 lb/MWh is 453.59237 g/kWh exactly.</summary>
    public static CarbonIntensity FromPoundsPerMegawattHour(double pounds) =>
        new() { GramsPerKilowattHour = pounds * GramsPerPound / 1e3 };

    /// <summary>Makes an intensity from kilograms per kilowatt hour.</summary>
    public static CarbonIntensity FromKilogramsPerKilowattHour(double kilograms) =>
        new() { GramsPerKilowattHour = kilograms * 1e3 };

    /// <summary>The mass emitted for an energy drawn at this intensity.</summary>
    public static CarbonMass operator *(CarbonIntensity intensity, Energy energy) =>
        CarbonMass.FromGrams(intensity.GramsPerKilowattHour * energy.KilowattHours);

    /// <summary>The mass emitted for an energy drawn at this intensity.</summary>
    public static CarbonMass operator *(Energy energy, CarbonIntensity intensity) => intensity * energy;

    /// <summary>The ratio of two intensities, without a unit.</summary>
    public static double operator /(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour / right.GramsPerKilowattHour;

    /// <summary>Compares two intensities.</summary>
    public static bool operator <(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour < right.GramsPerKilowattHour;

    /// <summary>Compares two intensities.</summary>
    public static bool operator >(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour > right.GramsPerKilowattHour;

    /// <summary>Compares two intensities.</summary>
    public static bool operator <=(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour <= right.GramsPerKilowattHour;

    /// <summary>Compares two intensities.</summary>
    public static bool operator >=(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour >= right.GramsPerKilowattHour;

    /// <inheritdoc/>
    public int CompareTo(CarbonIntensity other) => GramsPerKilowattHour.CompareTo(other.GramsPerKilowattHour);

    /// <summary>The intensity in grams per kilowatt hour with its unit, in the invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GramsPerKilowattHour:G6} g/kWh");
}
