using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>The cumulative energy of a device that only tells its power: trapezoids over the monotonic times of its reads.</summary>
/// <remarks>
/// Between two reads the power is taken to lie between their values. Where the sensor is known to look only part of the time, the
/// unseen rest is taken to lie between the least and the greatest power of the session, and the figure says so. A sensor that
/// averages lags: the sum of its means up to a moment is the energy up to then less what is still on its way. Of the energy of the last
/// window that is half if it was drawn evenly; less, the earlier in the window it was drawn, and no earlier or later than the greatest
/// power of the device allows. Where the times of the reads are themselves in doubt (a recording whose stamps are cut), that widens the
/// edges too, and shifts every change of power between its neighbours.
/// </remarks>
internal sealed class PowerTrack(Channel channel, string source, double interval, double timeDoubt = 0) : IEnergyTrack
{
    private const int Kept = 64;

    // More than so many sampling intervals without a value is a gap.
    private const double GapIntervals = 3;

    private readonly Point[] _points = new Point[Kept];
    private readonly SensorTraits _sensor = channel.Sensor!;
    private int _count;
    private double _leastWatts = double.PositiveInfinity, _greatestWatts, _lastChange = double.NaN, _lastAfter;
    private Losses _lost;

    public Channel Channel { get; } = channel;

    public string Source { get; } = source;

    public EdgeQueue Edges { get; } = new();

    public MeasurementMethod Method => _sensor.Method ?? MeasurementMethod.Integrated;

    public double Joules => _count == 0 ? 0 : Last.Joules;

    public double Watts => _count == 0 ? 0 : Last.Watts;

    public double KnotTime => _count == 0 ? double.NaN : Last.Seconds;

    public int Wraps => 0;

    public int Garbled { get; private set; }

    public double? SeenPeriod { get; private set; }

    public (double First, double Last)? RawCounter => null;

    public Losses Lost => _lost;

    private double Period => _sensor.RefreshPeriod.TotalSeconds;

    private double AveragedSeconds => _sensor.AveragingWindow?.TotalSeconds ?? 0;

    private double GreatestWatts => _sensor.MaxPowerWatts ?? (2 * _greatestWatts);

    private int First => Math.Max(0, _count - Kept);

    private ref Point Last => ref _points[(_count - 1) % Kept];

    public void Observe(double before, double after, double value)
    {
        if (value < 0 || value > (_sensor.MaxPowerWatts * 2 ?? EnergyCounter.BeyondAnyMachineWatts))
        {
            Garbled++;
            return; // no device draws that: as if it had not been read
        }

        if (_count > 0 && after <= Last.Seconds)
        {
            return;
        }

        NoteChange(after, value);
        _leastWatts = Math.Min(_leastWatts, value);
        _greatestWatts = Math.Max(_greatestWatts, value);
        _points[_count % Kept] = _count == 0 ? new Point(after, value, 0, 0, 0, 0, 0, _lost) : Next(Last, after, value);
        _count++;
        _lastAfter = after;
        Edges.Settle(this);
    }

    public void NoteSuspend() => _lost = _lost with { Suspends = _lost.Suspends + 1 };

    public double NextUsefulRead(double now) => Edges.Count > 0 && now < Edges.First + Period ? Edges.First + Period : double.PositiveInfinity;

    public EdgeValue? TrySettle(double seconds) => _count > 0 && Last.Seconds >= seconds ? At(seconds) : null;

    public EdgeValue At(double seconds)
    {
        if (_count == 0)
        {
            return EdgeValue.Unknown(seconds);
        }

        int after = FirstAfter(seconds);
        Point left = _points[(after == First ? after : after - 1) % Kept];
        Point right = _points[(after == _count ? after - 1 : after) % Kept];
        Point here = after == First ? Extrapolate(right, seconds) : after == _count ? Extrapolate(left, seconds) : Between(left, right, seconds);
        double stale = (Math.Max(Period, 0) + timeDoubt) * Swing(after);
        (double leastLag, double lag, double mostLag) = Lag(here.Watts);
        bool lost = after == _count && seconds > _lastAfter + (GapIntervals * Math.Max(interval, Period));
        (double unseenLow, double unseenHigh) = (here.UnseenJoules - (_leastWatts * here.UnseenSeconds), (_greatestWatts * here.UnseenSeconds) - here.UnseenJoules);
        Losses unseen(Losses losses) => losses with { Below = losses.Below + here.Below + unseenLow, Above = losses.Above + here.Above + unseenHigh };
        return new EdgeValue(
            seconds, here.Joules + lag, here.Joules + leastLag - stale, here.Joules + mostLag + stale,
            unseen(left.Lost), unseen(after == _count ? _lost : right.Lost), lost);
    }

    public EnergyResult Window(EdgeValue from, EdgeValue to) => WindowEnergy.Between(
        from, to, GreatestWatts, _sensor.GainError, Math.Max(Period, interval), Method, Source,
        Coverage(interval) < 1 ? EnergyCaveats.BetweenSamplesAssumed : EnergyCaveats.None);

    // What the mean of the last window has not counted yet: nearly nothing or nearly all of the window's energy, when it was drawn
    // at its begin or end as fast as the device can.
    private (double Least, double Even, double Most) Lag(double watts)
    {
        double energy = Math.Max(0, watts) * AveragedSeconds;
        double least = energy / 2 * Math.Min(1, watts / GreatestWatts);
        return energy > 0 ? (least, energy / 2, energy - least) : default;
    }

    // The share of the time a sensor looks; an unknown averaging window is taken as seeing everything since the last update.
    private double Coverage(double seconds) =>
        _sensor.AveragingWindow is { } window ? Math.Min(1, window.TotalSeconds / Math.Max(seconds, Period)) : 1;

    private Point Next(Point last, double seconds, double watts)
    {
        double length = seconds - last.Seconds;
        double joules = (last.Watts + watts) / 2 * length;
        double swing = Math.Abs(watts - last.Watts) * ((length / 2) + timeDoubt);
        double unseen = 1 - Coverage(length);
        bool gap = length > GapIntervals * Math.Max(interval, Period);
        if (gap)
        {
            _lost = _lost with { Gaps = _lost.Gaps + 1 };
            (swing, unseen) = (joules, 0);
        }

        return new Point(
            seconds, watts, last.Joules + joules, last.Below + swing,
            last.Above + (gap ? Math.Max(0, (GreatestWatts * length) - joules) : swing),
            last.UnseenSeconds + (unseen * length), last.UnseenJoules + (unseen * joules), _lost);
    }

    private static Point Between(Point left, Point right, double seconds)
    {
        double length = right.Seconds - left.Seconds, share = (seconds - left.Seconds) / length, part = seconds - left.Seconds;
        double watts = left.Watts + (share * (right.Watts - left.Watts));
        return new Point(
            seconds, watts, left.Joules + ((left.Watts + watts) / 2 * part),
            left.Below + (share * (right.Below - left.Below)), left.Above + (share * (right.Above - left.Above)),
            left.UnseenSeconds + (share * (right.UnseenSeconds - left.UnseenSeconds)),
            left.UnseenJoules + (share * (right.UnseenJoules - left.UnseenJoules)), left.Lost);
    }

    // Outside the reads the power is held; all of that time is unseen.
    private static Point Extrapolate(Point nearest, double seconds)
    {
        double length = seconds - nearest.Seconds;
        return nearest with
        {
            Seconds = seconds,
            Joules = nearest.Joules + (nearest.Watts * length),
            UnseenSeconds = nearest.UnseenSeconds + length,
            UnseenJoules = nearest.UnseenJoules + (nearest.Watts * length),
        };
    }

    private double Swing(int after)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        for (int index = Math.Max(First, after - 2); index < Math.Min(_count, after + 2); index++)
        {
            least = Math.Min(least, _points[index % Kept].Watts);
            greatest = Math.Max(greatest, _points[index % Kept].Watts);
        }

        return Math.Max(0, greatest - least);
    }

    private void NoteChange(double seconds, double watts)
    {
        if (_count > 0 && watts != Last.Watts)
        {
            double age = seconds - _lastChange;
            SeenPeriod = double.IsNaN(age) ? SeenPeriod : Math.Min(SeenPeriod ?? age, age);
            _lastChange = seconds;
        }
    }

    private int FirstAfter(double seconds)
    {
        int after = _count;
        while (after > First && _points[(after - 1) % Kept].Seconds > seconds)
        {
            after--;
        }

        return after;
    }

    /// <summary>A read, with everything summed up to it.</summary>
    private readonly record struct Point(
        double Seconds, double Watts, double Joules, double Below, double Above, double UnseenSeconds, double UnseenJoules, Losses Lost);
}
