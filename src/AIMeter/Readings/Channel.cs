using System.Globalization;

namespace AIMetering.Readings;

/// <summary>One series that a source offers: what it is of, in which unit, and how to understand its values.</summary>
public sealed class Channel
{
    private Channel(Device device, string metric, MetricUnit unit, ChannelKind kind, SensorTraits? sensor)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        (Device, Metric, Unit, Kind, Sensor) = (device, metric, unit, kind, sensor);
        FullName = $"{device.Id}.{metric}";
        Check(sensor, FullName);
    }

    /// <summary>Gets the device the series is of.</summary>
    public Device Device { get; }

    /// <summary>Gets the name of the metric, lower case with underscores, such as <c>energy</c> or <c>sm_clock</c>.</summary>
    public string Metric { get; }

    /// <summary>Gets the unit of the recorded values.</summary>
    public MetricUnit Unit { get; }

    /// <summary>Gets how the values are to be understood.</summary>
    public ChannelKind Kind { get; }

    /// <summary>Gets what is known of the sensor; null for channels that are neither energy nor power.</summary>
    public SensorTraits? Sensor { get; }

    /// <summary>Gets whether energy is accounted from this channel.</summary>
    /// <remarks>
    /// False on a power channel that only shows the trace of a device whose energy comes from a counter; at most one channel
    /// of a device accounts energy.
    /// </remarks>
    public bool AccountsEnergy { get; private init; }

    /// <summary>Gets the device and metric joined by a dot, such as <c>gpu0.power</c>: unique in a session.</summary>
    public string FullName { get; }

    /// <summary>Gets the full name with the unit's suffix, such as <c>gpu0.power_watts</c>: the name of a column.</summary>
    public string ColumnName => Unit.ColumnSuffix.Length == 0 ? FullName : $"{FullName}_{Unit.ColumnSuffix}";

    /// <summary>Offers an energy counter: raw counts that only grow. The device's energy is accounted from it.</summary>
    /// <param name="device">The device measured.</param>
    /// <param name="sensor">The counter's scale, wrap, refresh period, gain error and greatest power.</param>
    /// <param name="metric">The name of the metric.</param>
    public static Channel EnergyCounter(Device device, SensorTraits sensor, string metric = "energy")
    {
        ArgumentNullException.ThrowIfNull(sensor);
        return new(device, metric, MetricUnit.Joules, ChannelKind.EnergyCounter, sensor) { AccountsEnergy = true };
    }

    /// <summary>Offers a power reading in watts.</summary>
    /// <param name="device">The device measured.</param>
    /// <param name="sensor">The sensor's refresh period, averaging window, gain error and greatest power.</param>
    /// <param name="metric">The name of the metric.</param>
    /// <param name="accountsEnergy">False when the device's energy comes from a counter and this is only its trace.</param>
    public static Channel Power(Device device, SensorTraits sensor, string metric = "power", bool accountsEnergy = true)
    {
        ArgumentNullException.ThrowIfNull(sensor);
        return new(device, metric, MetricUnit.Watts, ChannelKind.Power, sensor) { AccountsEnergy = accountsEnergy };
    }

    /// <summary>Offers a value that goes up and down.</summary>
    public static Channel Gauge(Device device, string metric, MetricUnit unit) => new(device, metric, unit, ChannelKind.Gauge, null);

    /// <summary>Offers a count that only grows; the report shows its growth and its rate.</summary>
    public static Channel Counter(Device device, string metric, MetricUnit unit) => new(device, metric, unit, ChannelKind.Counter, null);

    /// <inheritdoc/>
    public override string ToString() => ColumnName;

    private static void Check(SensorTraits? sensor, string name)
    {
        if (sensor is null)
        {
            return;
        }

        Require(sensor.JoulesPerCount > 0 && double.IsFinite(sensor.JoulesPerCount), name, nameof(sensor.JoulesPerCount), sensor.JoulesPerCount, "above zero");
        Require(sensor.RefreshPeriod > TimeSpan.Zero, name, nameof(sensor.RefreshPeriod), sensor.RefreshPeriod, "above zero");
        Require(sensor.GainError >= 0 && (sensor.GainError < 1 || sensor.Method is MeasurementMethod.Estimated or MeasurementMethod.Attributed), name, nameof(sensor.GainError), sensor.GainError, "from 0 to below 1");
        Require(sensor.MaxPowerWatts is null or (> 0 and < double.PositiveInfinity), name, nameof(sensor.MaxPowerWatts), sensor.MaxPowerWatts, "above zero, or null when unknown");
        Require(sensor.WrapsAt is null or > 0, name, nameof(sensor.WrapsAt), sensor.WrapsAt, "above zero, or null when it never wraps");
    }

    private static void Require(bool holds, string name, string option, object? value, string wanted)
    {
        if (!holds)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The sensor of {name} says {option} = {value}; it must be {wanted}."));
        }
    }
}
