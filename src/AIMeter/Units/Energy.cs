using System.Globalization;

namespace AIMetering;

/// <summary>An amount of energy. The unit is in the type: a bare number never crosses a room.</summary>
/// <remarks>The default value is zero joules. Arithmetic is done in double precision joules.</remarks>
public readonly record struct Energy : IComparable<Energy>
{
    /// <summary>Joules in a kilowatt hour: 1000 W for 3600 s, exactly.</summary>
    public const double JoulesPerKilowattHour = 3_600_000;

    /// <summary>Gets no energy at all.</summary>
    public static Energy Zero => default;

    /// <summary>Gets the amount in joules (J).</summary>
    public double Joules { get; private init; }

    /// <summary>Gets the amount in kilowatt hours (kWh); 1 kWh is 3.6 MJ exactly.</summary>
    public double KilowattHours => Joules / JoulesPerKilowattHour;

    /// <summary>Makes an energy from joules.</summary>
    public static Energy FromJoules(double joules) => new() { Joules = joules };

    /// <summary>Makes an energy from millijoules, the unit of the NVML energy counter.</summary>
    public static Energy FromMillijoules(double millijoules) => new() { Joules = millijoules / 1e3 };

    /// <summary>Makes an energy from microjoules, the unit of the Linux powercap counters.</summary>
    public static Energy FromMicrojoules(double microjoules) => new() { Joules = microjoules / 1e6 };

    /// <summary>Makes an energy from kilowatt hours.</summary>
    public static Energy FromKilowattHours(double kilowattHours) => new() { Joules = kilowattHours * JoulesPerKilowattHour };

    /// <summary>Adds two energies.</summary>
    public static Energy operator +(Energy left, Energy right) => new() { Joules = left.Joules + right.Joules };

    /// <summary>Subtracts one energy from another; the result can be negative.</summary>
    public static Energy operator -(Energy left, Energy right) => new() { Joules = left.Joules - right.Joules };

    /// <summary>Scales an energy.</summary>
    public static Energy operator *(Energy energy, double factor) => new() { Joules = energy.Joules * factor };

    /// <summary>Scales an energy.</summary>
    public static Energy operator *(double factor, Energy energy) => energy * factor;

    /// <summary>Divides an energy by a number.</summary>
    public static Energy operator /(Energy energy, double divisor) => new() { Joules = energy.Joules / divisor };

    /// <summary>The ratio of two energies, without a unit.</summary>
    public static double operator /(Energy left, Energy right) => left.Joules / right.Joules;

    /// <summary>The mean power of an energy spent over a time.</summary>
    public static Power operator /(Energy energy, TimeSpan time) => Power.FromWatts(energy.Joules / time.TotalSeconds);

    /// <summary>Compares two energies.</summary>
    public static bool operator <(Energy left, Energy right) => left.Joules < right.Joules;

    /// <summary>Compares two energies.</summary>
    public static bool operator >(Energy left, Energy right) => left.Joules > right.Joules;

    /// <summary>Compares two energies.</summary>
    public static bool operator <=(Energy left, Energy right) => left.Joules <= right.Joules;

    /// <summary>Compares two energies.</summary>
    public static bool operator >=(Energy left, Energy right) => left.Joules >= right.Joules;

    /// <inheritdoc/>
    public int CompareTo(Energy other) => Joules.CompareTo(other.Joules);

    /// <summary>The amount in joules with its unit, in the invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Joules:G6} J");
}
