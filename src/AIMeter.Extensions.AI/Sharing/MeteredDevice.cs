using AIMetering.Readings;

namespace AIMetering.Chat.Sharing;

/// <summary>One device of the session's total: reads the session's figures of it apart into scale and place.</summary>
/// <remarks>
/// The limits of a figure since the session's start hold the sensor's scale error, which grows with the energy of the whole session. A
/// share must not inherit that: it is taken out here, and put on again for the share's own joules.
/// </remarks>
internal sealed class MeteredDevice(Device device)
{
    private volatile SensorTraits? _sensor;

    public Device Device { get; } = device;

    /// <summary>Gets or sets what is known of the sensor; null until its first reading was seen.</summary>
    public SensorTraits? Sensor
    {
        get => _sensor;
        set => _sensor = value;
    }

    /// <summary>Gets the latest figure since the session's start.</summary>
    public EnergyResult Latest { get; private set; } = EnergyResult.Unknown("the sensor has given no value yet");

    /// <summary>Takes the session's figure at a moment.</summary>
    public EdgeReading Read(EnergyResult sinceStart)
    {
        Latest = sinceStart;
        if (sinceStart.Energy is not { } energy)
        {
            return EdgeReading.Unknown;
        }

        // Without the scale the limits as they are enclose more than those without it: wider, never false.
        (double least, double most) = Sensor is { } sensor ? Scale(sensor, sinceStart.Method) : (1, 1);
        double above = Math.Max(0, (sinceStart.High!.Value.Joules / most) - energy.Joules);

        // A model whose range reaches down to nothing says nothing of the place of its joules: taken to be as sure as upward.
        double below = least > 0 ? Math.Max(0, energy.Joules - (sinceStart.Low!.Value.Joules / least)) : above;
        return new EdgeReading(energy.Joules, below, above);
    }

    /// <summary>Makes the result of a share.</summary>
    /// <param name="joules">The share as the sensor shows it.</param>
    /// <param name="below">How far the share of the truth may lie below it, but for the scale.</param>
    /// <param name="above">How far it may lie above it, but for the scale.</param>
    /// <param name="time">How long the request was under way.</param>
    /// <param name="before">The caveats of the device when it began.</param>
    public EnergyResult Share(double joules, double below, double above, TimeSpan time, EnergyCaveats before)
    {
        if (Scale() is not { } scale)
        {
            return EnergyResult.Unknown("the sensor has only begun to tell", Latest.Source);
        }

        double low = Math.Max(0, joules - below) * scale.Least, high = (joules + above) * scale.Most;
        return EnergyResult.Known(
            Energy.FromJoules(joules), Energy.FromJoules(Math.Min(low, joules)), Energy.FromJoules(Math.Max(high, joules)),
            MeasurementMethod.Attributed, Latest.Source, Caveats(time, before));
    }

    // What was doubtful before the request began does not concern it; what the sensor is does.
    private EnergyCaveats Caveats(TimeSpan time, EnergyCaveats before)
    {
        const EnergyCaveats OfTheSensor = EnergyCaveats.ContainsEstimate | EnergyCaveats.BetweenSamplesAssumed | EnergyCaveats.SensorLost;
        EnergyCaveats now = Latest.Caveats & ~EnergyCaveats.BelowResolution;
        EnergyCaveats tooShort = Sensor is { } sensor && time < 2 * sensor.RefreshPeriod ? EnergyCaveats.BelowResolution : EnergyCaveats.None;
        return (now & ~before) | (now & OfTheSensor) | tooShort;
    }

    // Of the whole session's figure, limits over joules: never tighter than the scale alone, and nearly it after a while.
    private (double Least, double Most)? Scale() =>
        Sensor is { } sensor ? Scale(sensor, Latest.Method)
        : Latest.Energy is { Joules: > 0 } energy ? (Latest.Low!.Value / energy, Latest.High!.Value / energy)
        : null;

    // As the core scales a window: a sensor's error is relative to the truth, the range of a model or a share to the figure itself.
    private static (double Least, double Most) Scale(SensorTraits sensor, MeasurementMethod? method) =>
        method is MeasurementMethod.Estimated or MeasurementMethod.Attributed
            ? (Math.Max(0, 1 - sensor.GainError), 1 + sensor.GainError)
            : (1 / (1 + sensor.GainError), 1 / (1 - sensor.GainError));
}
