using AIMetering.Readings;

namespace AIMetering;

/// <summary>The energy of one device over the session.</summary>
public sealed record DeviceReport
{
    /// <summary>Gets the device.</summary>
    public required Device Device { get; init; }

    /// <summary>Gets the source of its energy.</summary>
    public required string Source { get; init; }

    /// <summary>Gets its energy, idle included.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets its idle power; null when no idle stretch was measured or found.</summary>
    public IdlePower? Idle { get; init; }

    /// <summary>Gets its energy above idle; null when the idle power is not known.</summary>
    public EnergyResult? NetEnergy { get; init; }

    /// <summary>Gets the mean power over the session; null when the energy is not known.</summary>
    public Power? MeanPower { get; init; }

    /// <summary>Gets the highest power between two samples; null when there were none.</summary>
    public Power? PeakPower { get; init; }

    /// <summary>Gets the sensor's refresh period as it was seen while measuring; null when it could not be told.</summary>
    public TimeSpan? RefreshPeriod { get; init; }

    /// <summary>Gets the relative scale error assumed for the sensor, as a half-width.</summary>
    public double GainError { get; init; }

    /// <summary>Gets the raw counter at the first and the last read, in the sensor's own counts, so that the figure can be checked; null without a counter.</summary>
    public (double First, double Last)? RawCounter { get; init; }
}

/// <summary>The power of a device that does nothing.</summary>
/// <param name="Power">The mean power of the idle stretch.</param>
/// <param name="Low">The least it can be.</param>
/// <param name="High">The most it can be.</param>
/// <param name="Duration">How long the idle stretch lasted.</param>
/// <param name="Explicit">True when measured by <c>MeasureIdle</c>; false when it is the lowest stretch found in the run.</param>
public sealed record IdlePower(Power Power, Power Low, Power High, TimeSpan Duration, bool Explicit);
