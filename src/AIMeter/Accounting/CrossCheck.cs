using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>Compares a counter with the sum of its device's power readings: two views of one energy, from different paths of the sensor.</summary>
/// <remarks>
/// Only power readings that average over all of the time can be summed for this: a sensor that looks 25 of every 100 ms may miss
/// what the load does in between. Such a mean lags, so at both ends its window times the change of power is left open, besides the
/// scale errors of both and the edges of the counter.
/// </remarks>
internal sealed class CrossCheck
{
    public const string Finding =
        "the energy counter and the power readings of the same time disagree by more than the bounds of both; one of them is wrong";

    // Seconds: long enough that the mean's lag is a small part, short enough to tell when it happened.
    private const double Length = 10;
    private const double Shortest = 1;

    // More than so many periods without a reading, and the sum starts anew.
    private const double GapPeriods = 5;

    private readonly CounterTrack _counter;
    private readonly double _lag, _gain, _longestGap, _settling;
    private double _seconds = double.NaN, _watts, _joules, _least, _greatest;
    private (double Seconds, double Joules)? _end;
    private (double Seconds, double Joules) _begin;
    private EdgeValue? _counterAtBegin;

    private CrossCheck(CounterTrack counter, SensorTraits power, double interval)
    {
        double period = power.RefreshPeriod.TotalSeconds;
        (_counter, _gain, _lag) = (counter, power.GainError, power.AveragingWindow!.Value.TotalSeconds + period);
        (_longestGap, _settling) = (GapPeriods * Math.Max(period, interval), GapPeriods * counter.Channel.Sensor!.RefreshPeriod.TotalSeconds);
    }

    /// <summary>Finds what to compare with a power channel; null when it is no second view of a counter.</summary>
    public static CrossCheck? Of(Channel channel, IEnumerable<ChannelSlot> slots, double interval) =>
        channel is { Kind: ChannelKind.Power, AccountsEnergy: false, Sensor: { AveragingWindow: { } window } sensor } && window >= sensor.RefreshPeriod
        && slots.Select(slot => slot.Track).OfType<CounterTrack>().FirstOrDefault(track => track.Channel.Device == channel.Device) is { } counter
            ? new CrossCheck(counter, sensor, interval)
            : null;

    /// <summary>Takes a power reading, after the counter has taken its own.</summary>
    /// <returns>True when the two were found to disagree.</returns>
    public bool Observe(double seconds, double watts)
    {
        if (double.IsNaN(_seconds) || seconds - _seconds > _longestGap)
        {
            Begin(seconds, watts);
            return false;
        }

        _joules += (watts + _watts) / 2 * (seconds - _seconds);
        (_seconds, _watts) = (seconds, watts);
        (_least, _greatest) = (Math.Min(_least, watts), Math.Max(_greatest, watts));
        _counterAtBegin ??= seconds > _begin.Seconds + _settling ? _counter.At(_begin.Seconds) : null;
        _end ??= seconds > _begin.Seconds + Length ? (seconds, _joules) : null;
        return _end is { } end && seconds > end.Seconds + _settling && Compare(end);
    }

    /// <summary>Compares what has come since the last comparison, at the end of a session.</summary>
    public bool Finish() => _seconds > _begin.Seconds + Shortest && _counterAtBegin is not null && Compare(_end ?? (_seconds, _joules));

    private void Begin(double seconds, double watts)
    {
        (_seconds, _watts, _joules, _least, _greatest) = (seconds, watts, 0, watts, watts);
        (_begin, _end, _counterAtBegin) = ((seconds, 0), null, null);
    }

    private bool Compare((double Seconds, double Joules) end)
    {
        EdgeValue atEnd = _counter.At(end.Seconds);
        EnergyResult counted = _counter.Window(_counterAtBegin!.Value, atEnd);
        double summed = end.Joules - _begin.Joules, open = 2 * _lag * (_greatest - _least);
        (double least, double most) = WindowEnergy.Scale(_gain, MeasurementMethod.Integrated);
        (_begin, _end, _counterAtBegin, _least, _greatest) = (end, null, atEnd, _watts, _watts);
        bool agrees = !counted.IsKnown
            || (counted.Low!.Value.Joules <= (summed + open) * most && counted.High!.Value.Joules >= (summed - open) * least);
        _counter.IsContradicted |= !agrees;
        return !agrees;
    }
}
