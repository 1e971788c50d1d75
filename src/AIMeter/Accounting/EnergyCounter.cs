using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>What an update of a counter turned out to be. The caller has to choose: a first value is not a difference of zero.</summary>
internal enum DeltaKind
{
    /// <summary>The first value: nothing is known yet.</summary>
    First,

    /// <summary>The same value as before: the sensor has not updated.</summary>
    Unchanged,

    /// <summary>A plausible difference.</summary>
    Difference,

    /// <summary>A plausible difference across the counter's wrap.</summary>
    Wrapped,

    /// <summary>A value that cannot follow the last one; the next value decides whether it was garbled.</summary>
    Suspect,

    /// <summary>The counter went back and counts on from there: it was reset since the last good value.</summary>
    Reset,

    /// <summary>The counter jumped by more than the device can draw and counts on from there.</summary>
    Jump,
}

/// <summary>The outcome of one update.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Joules">The energy since the last good value; after a reset or jump, only since the counter was seen again.</param>
/// <param name="LostFrom">After a reset or jump: when the last good value was read, in seconds.</param>
/// <param name="LostTo">After a reset or jump: when the counter was first seen again.</param>
/// <param name="DroppedSuspect">True when this value showed that the one before was garbled.</param>
internal readonly record struct CounterDelta(
    DeltaKind Kind, double Joules = 0, double LostFrom = 0, double LostTo = 0, bool DroppedSuspect = false);

/// <summary>Turns the raw values of an energy counter into differences that physics allows.</summary>
/// <remarks>
/// Peers add what the counter says: a reset makes −460,000 % and a garbled file +94,000 % of the truth. Here a difference has to
/// be possible (not negative, not above the greatest power over the time), or it waits for the next value: when that one follows
/// the last good value, the one between was garbled and is dropped; when it follows the odd one, the counter was reset.
/// </remarks>
internal sealed class EnergyCounter(SensorTraits sensor)
{
    // Room for a sensor that catches up several updates in one: a plausible difference is not cut to the last joule.
    private const double PlausibilityMargin = 1.05;

    /// <summary>A gigawatt: no machine draws it, whatever its sensor says; where no maximum is known, this still tells garbage.</summary>
    public const double BeyondAnyMachineWatts = 1e9;

    private double _raw, _seconds;
    private double _suspectRaw, _suspectSeconds;
    private bool _started, _suspected;

    /// <summary>Gets the raw value of the first read; NaN before.</summary>
    public double FirstRaw { get; private set; } = double.NaN;

    /// <summary>Gets the raw value of the last good read; NaN before the first.</summary>
    public double LastRaw => _started ? _raw : double.NaN;

    /// <summary>Gets whether the last value is waiting for the next one to be judged.</summary>
    public bool IsSuspect => _suspected;

    /// <summary>Takes a raw value read at a time.</summary>
    /// <param name="raw">The counter's value in its own counts.</param>
    /// <param name="seconds">When it was read.</param>
    /// <param name="staleness">How old a value can be at most, in seconds: a difference may hold that much more time.</param>
    public CounterDelta Advance(double raw, double seconds, double staleness)
    {
        if (!_started)
        {
            (_started, FirstRaw) = (true, raw);
            return Accept(new CounterDelta(DeltaKind.First), raw, seconds);
        }

        bool dropped = _suspected;
        if (Follows(_raw, _seconds, raw, seconds, staleness, out double counts, out bool wrapped))
        {
            DeltaKind kind = wrapped ? DeltaKind.Wrapped : counts == 0 ? DeltaKind.Unchanged : DeltaKind.Difference;
            return Accept(new CounterDelta(kind, counts * sensor.JoulesPerCount, DroppedSuspect: dropped), raw, seconds);
        }

        if (_suspected && Follows(_suspectRaw, _suspectSeconds, raw, seconds, staleness, out counts, out _))
        {
            DeltaKind kind = _suspectRaw < _raw ? DeltaKind.Reset : DeltaKind.Jump;
            return Accept(new CounterDelta(kind, counts * sensor.JoulesPerCount, _seconds, _suspectSeconds), raw, seconds);
        }

        (_suspected, _suspectRaw, _suspectSeconds) = (true, raw, seconds);
        return new CounterDelta(DeltaKind.Suspect);
    }

    private CounterDelta Accept(CounterDelta delta, double raw, double seconds)
    {
        (_raw, _seconds, _suspected) = (raw, seconds, false);
        return delta;
    }

    private bool Follows(double from, double fromSeconds, double to, double toSeconds, double staleness, out double counts, out bool wrapped)
    {
        counts = to - from;
        wrapped = counts < 0 && sensor.WrapsAt is not null;
        if (wrapped)
        {
            counts += sensor.WrapsAt!.Value;
        }

        return counts >= 0 && IsPossible(counts, toSeconds - fromSeconds + staleness, wrapped);
    }

    // Without a known greatest power a wrap is believed only in the upper half of the range.
    private bool IsPossible(double counts, double seconds, bool wrapped) =>
        (counts - 1) * sensor.JoulesPerCount <= (sensor.MaxPowerWatts ?? BeyondAnyMachineWatts) * seconds * PlausibilityMargin
        && (sensor.MaxPowerWatts is not null || !wrapped || counts < sensor.WrapsAt / 2);
}
