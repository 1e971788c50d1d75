using System.Reactive.Linq;
using AIMetering.Readings;

namespace AIMetering.Observing;

/// <summary>Operators over the live readings of a session (<c>meter.Readings</c>).</summary>
/// <remarks>
/// All of them go by the readings' own monotonic time, never by a timer or the wall clock, so a recorded run gives the same
/// result as a live one. Missing samples (not a number) are passed over, never taken for zero. What observes runs on the
/// session's output thread: hand long work on with <c>ObserveOn</c>.
/// </remarks>
public static class ReadingOperators
{
    /// <summary>The readings of one device, or of one of its series.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="device">The device's id, such as <c>gpu0</c>.</param>
    /// <param name="metric">The name of the metric, such as <c>power</c>; null takes all series of the device.</param>
    public static IObservable<Reading> Of(this IObservable<Reading> readings, string device, string? metric = null)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentException.ThrowIfNullOrEmpty(device);
        return readings.Where(reading => reading.Channel.Device.Id == device && (metric is null || reading.Channel.Metric == metric));
    }

    /// <summary>The readings of all devices of one kind, such as all GPUs.</summary>
    public static IObservable<Reading> Of(this IObservable<Reading> readings, DeviceKind kind)
    {
        ArgumentNullException.ThrowIfNull(readings);
        return readings.Where(reading => reading.Channel.Device.Kind == kind);
    }

    /// <summary>The power of one device: its power readings, or the growth of its energy counter over the time between two reads.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="device">The device's id, such as <c>cpu0</c>.</param>
    /// <remarks>
    /// The series is the one that the device's energy is accounted from. A counter that updates every millisecond and is read
    /// every 10 ms gives power to within a tenth; take the session's energies, which carry bounds, for figures to report.
    /// </remarks>
    public static IObservable<PowerReading> PowerOf(this IObservable<Reading> readings, string device) => readings.Of(device).Power();

    /// <summary>The power of every device, each as <see cref="PowerOf"/> gives it.</summary>
    public static IObservable<PowerReading> Power(this IObservable<Reading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        return readings.Where(reading => reading.Channel.AccountsEnergy && double.IsFinite(reading.Value))
            .GroupBy(reading => reading.Channel)
            .SelectMany(series => series.Key.Kind == ChannelKind.EnergyCounter ? Slopes(series) : series.Select(AsPower));
    }

    /// <summary>Mean, least and greatest value of each series over windows that follow one another from the session's start.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="length">The length of a window, above zero. It ends with the first reading of the series that lies beyond it.</param>
    /// <returns>A window for each stretch with at least one value; the last one, when the session ends, may be cut short.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not above zero.</exception>
    public static IObservable<ReadingWindow> PerWindow(this IObservable<Reading> readings, TimeSpan length)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        return Observable.Create<ReadingWindow>(observer => readings.Subscribe(new WindowObserver(observer, length)));
    }

    /// <summary>Lets one reading of each series through per period: for a display or a slow receiver. The others are dropped.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="period">The shortest time between two readings of one series, above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is not above zero.</exception>
    public static IObservable<Reading> AtMostEvery(this IObservable<Reading> readings, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return readings.GroupBy(reading => reading.Channel).SelectMany(series => series
            .Scan((Last: (TimeSpan?)null, Reading: default(Reading), Take: false), (state, reading) =>
                state.Last is { } last && reading.Elapsed - last < period ? (last, reading, false) : (reading.Elapsed, reading, true))
            .Where(state => state.Take)
            .Select(state => state.Reading));
    }

    private static PowerReading AsPower(Reading reading) =>
        new(reading.Channel.Device, reading.Elapsed, AIMetering.Power.FromWatts(reading.Value));

    // A counter that went back was restarted; the growth across that is not known.
    private static IObservable<PowerReading> Slopes(IObservable<Reading> counter) => counter
        .Buffer(2, 1)
        .Where(pair => pair.Count == 2 && pair[1].Elapsed > pair[0].Elapsed && pair[1].Value >= pair[0].Value)
        .Select(pair => new PowerReading(
            pair[1].Channel.Device, pair[1].Elapsed, Energy.FromJoules(pair[1].Value - pair[0].Value) / (pair[1].Elapsed - pair[0].Elapsed)));
}
