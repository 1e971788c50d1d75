using AIMetering.Readings;
using AIMetering.Reports.Html;

namespace AIMetering.Live;

/// <summary>What a series has said since it was last shown. Counters are shown as rates.</summary>
internal sealed class LiveSeries(Channel channel)
{
    private const double GapPeriods = 3;               // as the report cuts a line

    private readonly bool _isCounter = channel.Kind == ChannelKind.Counter;
    private double _shownTime = double.NaN, _shownValue;
    private double _time = double.NaN, _value, _period;
    private bool _isCut;

    public Channel Channel => channel;

    public string Family { get; } = MetricFamilies.Of(channel).ToString();

    public bool IsFirst { get; } = MetricFamilies.IsFirst(channel);

    public bool IsRate => _isCounter;

    public string Unit { get; } = channel.Kind == ChannelKind.Counter
        ? channel.Unit.Symbol.Length > 0 ? $"{channel.Unit.Symbol}/s" : "1/s"
        : channel.Unit.Symbol.Length > 0 ? channel.Unit.Symbol : channel.Unit.ColumnSuffix;

    public void Take(Reading reading)
    {
        double time = reading.Elapsed.TotalSeconds;
        _period = double.IsNaN(_time) ? 0 : time - _time;
        (_time, _value) = (time, reading.Value);
    }

    /// <summary>What to show now: a number, not a number for a gap, null where there is nothing new.</summary>
    public double? Show(double now, double frame)
    {
        if (double.IsNaN(_time) || _time.Equals(_shownTime))
        {
            bool isSilent = !_isCut && channel.Device.Kind != DeviceKind.User && now - _time > GapPeriods * Math.Max(frame, _period);
            _isCut |= isSilent;
            return isSilent ? double.NaN : null;
        }

        double shown = !_isCounter ? _value : _value >= _shownValue ? (_value - _shownValue) / (_time - _shownTime) : double.NaN;
        bool isFirst = _isCounter && double.IsNaN(_shownTime);
        (_shownTime, _shownValue, _isCut) = (_time, _value, !double.IsFinite(shown));
        return isFirst ? null : shown;
    }
}
