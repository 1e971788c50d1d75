using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Analysis.Phases;

/// <summary>The kept samples of one device's energy, asked for its joules at any moment.</summary>
/// <remarks>
/// Power is integrated by the accounting that measured it. A counter shows the energy up to its last update, at most one longest
/// refresh period before the read: the energy at a moment is therefore at least what the last read before it showed, and at most
/// what the first read shows that came a longest period after it. That needs no guess about the load.
/// </remarks>
internal sealed class KeptSeries(MeterReport report, DeviceReport device, SeriesReport series, double[] seconds, double[] values)
{
    // As in the accounting: beyond any single device known, used where the sensor names no maximum.
    private const double FallbackMaxWatts = 2000;

    // As in the accounting: more than so many intervals without a value is a gap, and a sensor that is silent so long is lost.
    private const double GapIntervals = 3;

    private readonly SensorTraits _sensor = series.Channel.Sensor!;
    private readonly double _interval = Math.Max(report.SamplingInterval.TotalSeconds * series.ThinnedBy, SamplePairs.TypicalDistance(seconds));
    private PowerTrack? _power;

    private double Longest => Math.Max(
        (_sensor.LongestRefreshPeriod ?? (2 * _sensor.RefreshPeriod)).TotalSeconds, device.RefreshPeriod?.TotalSeconds ?? 0);

    private double MaxWatts => _sensor.MaxPowerWatts ?? Math.Max(FallbackMaxWatts, 2 * (series.Statistics?.Max ?? 0));

    public EdgeValue[] At(double[] edges) => series.Channel.Kind == ChannelKind.Power ? Replay(edges) : [.. edges.Select(Counted)];

    public EnergyResult Between(EdgeValue from, EdgeValue to) => _power?.Window(from, to) ?? WindowEnergy.Between(
        from, to, MaxWatts, _sensor.GainError, Math.Max(_sensor.RefreshPeriod.TotalSeconds, _interval),
        _sensor.Method ?? MeasurementMethod.Counter, device.Source, IsSilent(from) || IsSilent(to) ? EnergyCaveats.Gap : EnergyCaveats.None);

    private EdgeValue[] Replay(double[] edges)
    {
        Channel channel = Channel.Power(series.Channel.Device, Thinned(), series.Channel.Metric);
        _power = new(channel, device.Source, _interval, report.TimeDoubt.TotalSeconds);
        Edge[] asked = [.. edges.Select(edge => new Edge(edge, 1))];
        foreach (Edge edge in asked)
        {
            _power.Edges.Add(edge, 0);
        }

        for (int i = 0; i < seconds.Length; i++)
        {
            _power.Observe(seconds[i], seconds[i], values[i]);
        }

        _power.Edges.Finish(_power);
        return [.. asked.Select(edge => edge[0])];
    }

    // Of a thinned series only part of the time was kept: the rest is as unseen as with a sensor that looks part of the time.
    private SensorTraits Thinned()
    {
        TimeSpan seen = report.SamplingInterval, window = _sensor.AveragingWindow ?? seen;
        return series.ThinnedBy > 1 && window > seen && seen > TimeSpan.Zero
            ? _sensor with { AveragingWindow = seen, RefreshPeriod = _sensor.RefreshPeriod + window - seen }
            : series.ThinnedBy > 1 ? _sensor with { AveragingWindow = window } : _sensor;
    }

    private EdgeValue Counted(double time)
    {
        double earliest = time - report.TimeDoubt.TotalSeconds, latest = time + report.TimeDoubt.TotalSeconds + Longest;
        int after = SamplePairs.FirstFrom(seconds, earliest), sure = SamplePairs.FirstFrom(seconds, latest);
        int before = after < seconds.Length && seconds[after] == earliest ? after : after - 1;
        double low = before < 0 ? values[0] - (MaxWatts * (seconds[0] - earliest)) : values[before];
        double high = sure < seconds.Length ? values[sure] : values[^1] + (MaxWatts * (latest - seconds[^1]));
        if (before >= 0)
        {
            high = Math.Min(high, values[before] + (MaxWatts * (latest - seconds[before])));
        }

        high = Math.Max(low, high);
        double joules = Math.Clamp(Interpolated(time + (_sensor.RefreshPeriod.TotalSeconds / 2)), low, high);
        bool lost = time > seconds[^1] + (GapIntervals * Math.Max(_interval, Longest));
        return new(time, joules, low, high, default, default, lost);
    }

    // Half a period later, since a read is that old on average.
    private double Interpolated(double time)
    {
        int after = SamplePairs.FirstFrom(seconds, time);
        if (after == 0 || after == seconds.Length)
        {
            int last = seconds.Length - 1, first = Math.Max(0, last - 1);
            double slope = last > 0 && seconds[last] > seconds[first] ? (values[last] - values[first]) / (seconds[last] - seconds[first]) : 0;
            return after == 0 ? values[0] : values[last] + (slope * (time - seconds[last]));
        }

        double length = seconds[after] - seconds[after - 1];
        return length > 0 ? values[after - 1] + ((time - seconds[after - 1]) / length * (values[after] - values[after - 1])) : values[after];
    }

    private bool IsSilent(EdgeValue edge)
    {
        int after = SamplePairs.FirstFrom(seconds, edge.Seconds);
        double from = after == 0 ? edge.Seconds : seconds[after - 1], to = after == seconds.Length ? edge.Seconds : seconds[after];
        return to - from > GapIntervals * Math.Max(_interval, Longest);
    }
}
