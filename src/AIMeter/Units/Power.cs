using System.Globalization;

namespace AIMetering;

/// <summary>A rate of energy. The unit is in the type.</summary>
/// <remarks>The default value is zero watts.</remarks>
public readonly record struct Power : IComparable<Power>
{
    /// <summary>Gets no power at all.</summary>
    public static Power Zero => default;

    /// <summary>Gets the power in watts (W).</summary>
    public double Watts { get; private init; }

    /// <summary>Makes a power from watts.</summary>
    public static Power FromWatts(double watts) => new() { Watts = watts };

    /// <summary>Makes a power from milliwatts, the unit of NVML.</summary>
    public static Power FromMilliwatts(double milliwatts) => new() { Watts = milliwatts / 1e3 };

    /// <summary>Makes a power from microwatts, the unit of Linux hwmon and powercap.</summary>
    public static Power FromMicrowatts(double microwatts) => new() { Watts = microwatts / 1e6 };

    /// <summary>Adds two powers.</summary>
    public static Power operator +(Power left, Power right) => new() { Watts = left.Watts + right.Watts };

    /// <summary>Subtracts one power from another; the result can be negative.</summary>
    public static Power operator -(Power left, Power right) => new() { Watts = left.Watts - right.Watts };

    /// <summary>Scales a power.</summary>
    public static Power operator *(Power power, double factor) => new() { Watts = power.Watts * factor };

    /// <summary>The energy of a constant power held for a time.</summary>
    public static Energy operator *(Power power, TimeSpan time) => Energy.FromJoules(power.Watts * time.TotalSeconds);

    /// <summary>Compares two powers.</summary>
    public static bool operator <(Power left, Power right) => left.Watts < right.Watts;

    /// <summary>Compares two powers.</summary>
    public static bool operator >(Power left, Power right) => left.Watts > right.Watts;

    /// <summary>Compares two powers.</summary>
    public static bool operator <=(Power left, Power right) => left.Watts <= right.Watts;

    /// <summary>Compares two powers.</summary>
    public static bool operator >=(Power left, Power right) => left.Watts >= right.Watts;

    /// <inheritdoc/>
    public int CompareTo(Power other) => Watts.CompareTo(other.Watts);

    /// <summary>The power in watts with its unit, in the invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Watts:G6} W");
}
