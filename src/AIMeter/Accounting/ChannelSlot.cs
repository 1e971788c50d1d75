using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering.Accounting;

/// <summary>One channel of one session: its track if it accounts energy, its statistics, its column of the history.</summary>
internal sealed class ChannelSlot
{
    private RunningStatistics _statistics = new();
    private double _lastValue = double.NaN, _lastSeconds;

    // Beside the statistics: between two samples the measured program has taken the caches, and each further line costs.
    private readonly ChannelKind _kind;

    public ChannelSlot(Channel channel, string source, double interval, IEnergyTrack? track = null)
    {
        (Channel, _kind) = (channel, channel.Kind);
        Track = !channel.AccountsEnergy ? null
            : track is not null ? track
            : channel.Kind == ChannelKind.EnergyCounter ? new CounterTrack(channel, source, interval)
            : new PowerTrack(channel, source, interval);
    }

    public Channel Channel { get; }

    /// <summary>Gets the accounting of energy; null for channels that account none.</summary>
    public IEnergyTrack? Track { get; }

    /// <summary>Gets or sets the comparison of this channel's power with the counter of its device; null where there is nothing to compare.</summary>
    public CrossCheck? Check { get; set; }

    public RunningStatistics Statistics => _statistics;

    /// <summary>Gets the latest value: watts for energy counters, the value itself otherwise; NaN before the first.</summary>
    public double Latest { get; private set; } = double.NaN;

    /// <summary>Gets the last raw value and when it was read, and the first: for attribution by counters.</summary>
    public (double Seconds, double Value) First { get; private set; } = (double.NaN, double.NaN);

    public (double Seconds, double Value) Last => (_lastSeconds, _lastValue);

    /// <summary>Takes an extra read: only energy is interested.</summary>
    public void TakeEnergy(in Sample sample, double before, double after) => Track?.Observe(before, after, sample.Value);

    /// <summary>Takes an ordinary sample.</summary>
    /// <returns>The time and value to keep; null when there is nothing new to keep.</returns>
    public (double Seconds, double Value)? Take(in Sample sample, double before, double after)
    {
        Track?.Observe(before, after, sample.Value);
        return _kind switch
        {
            ChannelKind.Power when Track?.KnotTime < after => null, // its track took it for garbled
            ChannelKind.EnergyCounter => Keep(Track!.KnotTime, Track.Joules, isCumulative: true),
            ChannelKind.Counter => Keep(after, sample.Value, isCumulative: true),
            _ => Keep(after, sample.Value, isCumulative: false),
        };
    }

    private (double Seconds, double Value)? Keep(double seconds, double value, bool isCumulative)
    {
        bool isFirst = double.IsNaN(_lastValue);
        if (!isFirst && seconds <= _lastSeconds)
        {
            return null; // the sensor has not updated since
        }

        double shown = isCumulative ? (value - _lastValue) / (seconds - _lastSeconds) : value;
        (_lastSeconds, _lastValue) = (seconds, value);
        if (isFirst)
        {
            First = (seconds, value);
        }

        if (double.IsFinite(shown) && shown >= (isCumulative ? 0 : double.NegativeInfinity))
        {
            Latest = shown;
            _statistics.Add(shown);
        }

        return (seconds, value);
    }
}
