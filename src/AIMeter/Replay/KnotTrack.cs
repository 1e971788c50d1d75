using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Replay;

/// <summary>The cumulative energy of a counter that was recorded as joules: what was a knot of the live session is one again.</summary>
/// <remarks>
/// A recording tells when the counter was taken to have updated, not the reads around it, so each knot gets a bracket that holds
/// whatever those were: an update lies at most the sensor's longest period before its recorded time, and at most half of that after
/// it (a <see cref="CounterTrack"/> places it in the middle of the last period before the read). No rhythm is learned. The limits
/// are therefore true, and wider than those of the live session by about one update at each edge.
/// </remarks>
internal sealed class KnotTrack : IEnergyTrack
{
    // As in CounterTrack: beyond any single device known, and when a sensor is lost.
    private const double FallbackMaxWatts = 2000;
    private const double LostAfter = 3;

    private readonly SensorTraits _sensor;
    private readonly EnergyCounter _counter;
    private readonly KnotRing _knots = new();
    private readonly double _longest, _quantum, _interval, _timeDoubt;
    private double _lastSeconds, _peakWatts;
    private Losses _lost;

    public KnotTrack(Channel channel, string source, double interval, double timeDoubt)
    {
        (Channel, Source, _interval, _timeDoubt, _sensor) = (channel, source, interval, timeDoubt, channel.Sensor!);
        _counter = new EnergyCounter(_sensor with { JoulesPerCount = 1, WrapsAt = null });
        _longest = (_sensor.LongestRefreshPeriod ?? (_sensor.RefreshPeriod * 2)).TotalSeconds;
        _quantum = _sensor.QuantumJoules ?? _sensor.JoulesPerCount;
    }

    public Channel Channel { get; }

    public string Source { get; }

    public EdgeQueue Edges { get; } = new();

    public MeasurementMethod Method => _sensor.Method ?? MeasurementMethod.Counter;

    public double Joules { get; private set; }

    public double Watts { get; private set; }

    public double KnotTime => _knots.Count == 0 ? double.NaN : _knots.Last.Time;

    public double? SeenPeriod => null;

    public (double First, double Last)? RawCounter => null;

    public Losses Lost => _lost;

    public int Wraps => 0;

    public int Garbled { get; private set; }

    private double DeviceWatts => _sensor.MaxPowerWatts ?? Math.Max(FallbackMaxWatts, 4 * _peakWatts);

    private double MaxWatts => DeviceWatts * (Method == MeasurementMethod.Counter ? 1 + _sensor.GainError : 1);

    public void Observe(double before, double after, double value)
    {
        if (value < 0)
        {
            Garbled++;
            return; // energy since the start is not negative
        }

        CounterDelta delta = _counter.Advance(value, after, _longest);
        Garbled += delta.DroppedSuspect ? 1 : 0;
        if (delta.Kind == DeltaKind.Suspect)
        {
            return; // judged by the next value
        }

        if (delta.Kind is DeltaKind.Reset or DeltaKind.Jump)
        {
            Bridge(delta);
        }

        Add(after, delta.Joules);
        Edges.Settle(this);
    }

    public void NoteSuspend() => _lost = _lost with { Suspends = _lost.Suspends + 1 };

    public double NextUsefulRead(double now) => double.PositiveInfinity;

    public EdgeValue? TrySettle(double seconds) => _knots.Count > 0 && IsPast(seconds) ? At(seconds) : null;

    public EdgeValue At(double seconds)
    {
        if (_knots.Count == 0)
        {
            return EdgeValue.Unknown(seconds);
        }

        int after = _knots.FirstAfter(seconds);
        Losses before = _knots[after == _knots.First ? after : after - 1].Lost;
        (double low, double high) = _knots.Enclose(seconds, before.Frame, MaxWatts, _quantum);
        bool lost = after == _knots.Count && seconds > _lastSeconds + (LostAfter * Math.Max(_longest, _interval));
        double joules = Math.Clamp(_knots.Interpolate(seconds, after, lost ? 0 : Watts), low, high);
        return new EdgeValue(seconds, joules, low, high, before, after == _knots.Count ? _lost : _knots[after].Lost, lost);
    }

    public EnergyResult Window(EdgeValue from, EdgeValue to) => WindowEnergy.Between(
        from, to, DeviceWatts, _sensor.GainError, _sensor.RefreshPeriod.TotalSeconds, Method, Source);

    // Later knots tell nothing more of the moment, or the ring would lose those around it.
    private bool IsPast(double seconds) =>
        _knots.Last.Earliest >= seconds ||
        (_knots.Count > KnotRing.Kept / 2 && _knots[_knots.Count - (KnotRing.Kept / 2)].Time >= seconds);

    private void Add(double seconds, double joules)
    {
        if (_knots.Count > 0 && seconds > _lastSeconds)
        {
            Watts = joules / (seconds - _lastSeconds);
            _peakWatts = Math.Max(_peakWatts, Watts);
        }

        Joules += joules;
        _knots.Add(new Knot(seconds - _longest - _timeDoubt, seconds + (_longest / 2) + _timeDoubt, seconds, Joules, _lost));
        _lastSeconds = seconds;
    }

    private void Bridge(CounterDelta delta)
    {
        double seconds = delta.LostTo - delta.LostFrom;
        double bridged = Watts * seconds;
        Joules += bridged;
        _lastSeconds = delta.LostTo;
        _lost = _lost with
        {
            Below = _lost.Below + bridged,
            Above = _lost.Above + Math.Max(0, (MaxWatts * (seconds + _longest)) - bridged),
            Resets = _lost.Resets + (delta.Kind == DeltaKind.Reset ? 1 : 0),
            Jumps = _lost.Jumps + (delta.Kind == DeltaKind.Jump ? 1 : 0),
        };
    }
}
