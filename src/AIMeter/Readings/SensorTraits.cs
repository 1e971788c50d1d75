namespace AIMetering.Readings;

/// <summary>What is known of the sensor behind an energy or power channel. The error bound is made from this.</summary>
public sealed record SensorTraits
{
    /// <summary>Gets the joules of one raw count of an energy counter.</summary>
    /// <value>1 when the channel already reports joules (or is not a counter); 1e-6 for powercap, 1e-3 for NVML.</value>
    public double JoulesPerCount { get; init; } = 1;

    /// <summary>Gets the smallest step the hardware makes, in joules, where it is coarser than one count.</summary>
    /// <value>Null takes <see cref="JoulesPerCount"/>; 61 µJ for a RAPL counter that powercap shows in microjoules.</value>
    public double? QuantumJoules { get; init; }

    /// <summary>Gets the raw count at which the counter starts again at zero; null when it never wraps in practice.</summary>
    public double? WrapsAt { get; init; }

    /// <summary>Gets how often the hardware gives a new value, as far as known beforehand.</summary>
    /// <value>The nominal period; the default is 100 ms. The real one is learned while measuring.</value>
    public TimeSpan RefreshPeriod { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the longest time between two updates that is still normal.</summary>
    /// <value>Null takes twice <see cref="RefreshPeriod"/>. A longer silence seen while measuring widens it.</value>
    public TimeSpan? LongestRefreshPeriod { get; init; }

    /// <summary>Gets the time a power reading averages over.</summary>
    /// <value>Zero for an instantaneous reading; null when unknown. Energy counters ignore it.</value>
    public TimeSpan? AveragingWindow { get; init; }

    /// <summary>Gets the greatest relative error of the sensor's scale, as a half-width; it does not average out.</summary>
    /// <value>
    /// From 0 to below 1; 0.05 means that the sensor shows between 95 % and 105 % of the truth. The default is 0.05. For an estimate
    /// or an attributed share it is the range around the figure itself, and may be 1 or more.
    /// </value>
    public double GainError { get; init; } = 0.05;

    /// <summary>Gets the most power the device can draw, in watts.</summary>
    /// <value>A difference that implies more is rejected. Null when unknown.</value>
    public double? MaxPowerWatts { get; init; }

    /// <summary>Gets how figures of this channel are labelled.</summary>
    /// <value>Null takes counter or integrated, by the channel's kind.</value>
    public MeasurementMethod? Method { get; init; }
}
