using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>The cumulative energy of one counter: made of knots, asked at edges.</summary>
/// <remarks>
/// A counter shows the energy up to its last update, some time before the read. Every read therefore gives a knot: so many joules
/// at some moment of a bracket. Between knots the energy cannot fall and cannot grow faster than the device can draw, which
/// encloses it at every moment without any guess about the load; the estimate is the straight line between knots.
/// </remarks>
internal sealed class CounterTrack : IEnergyTrack
{
    // Beyond any single device known: 2 kW, as in the reject rule for RAPL. Used for limits only, where the sensor names no maximum.
    private const double FallbackMaxWatts = 2000;
    // The sensor's rhythm is looked for during so many of its longest periods after the first read, in so many steps a period.
    private const double LearningPeriods = 5;
    private const double LearningSteps = 16;
    private const int ContinuousAfter = 6;
    private const double HuntingSteps = 60;
    private const double FastHuntingSteps = 5;
    private const double RestBetweenHunts = 0.05;
    private const double ShortestLearningStep = 1e-4;

    // An update is placed to this share of the period, or to this time (seconds): a thread wakes no more precisely than that.
    // Between edges, where nobody asks, the doubt may grow to the loose share before it is worth a read.
    private const double FineShare = 0.003;
    private const double LooseShare = 0.1;

    // Where an edge waits for an update, the time in which it is expected is read in so many steps; that of a fast sensor is halved.
    private const double EdgeSteps = 8;

    // An update that is expected soon is looked out for from a little before, lest it came earlier than its rhythm says.
    private const double VerifiedShare = 0.1;

    private const double FinestDoubt = 3e-4;

    // How long after the latest expected moment to read (seconds), so that the update is there.
    private const double PollMargin = 1e-4;

    // A phase begins after its own read, so the read's begin may lie this much (seconds) before the edge.
    private const double TimeTolerance = 1e-3;

    // A sensor is lost that has not answered for so many of its longest periods, or of the session's intervals.
    private const double LostAfter = 3;

    // Power is taken over at least this stretch (seconds): five updates of a RAPL counter.
    private const double ShortestPowerStretch = 5e-3;

    // Sensors that update faster than this (RAPL) are not followed between edges: a thread cannot wake that precisely.
    private static readonly TimeSpan HuntFrom = TimeSpan.FromMilliseconds(4);

    private readonly SensorTraits _sensor;
    private readonly EnergyCounter _counter;
    private readonly TickClock _clock;
    private readonly KnotRing _knots = new();
    private readonly double _quantum;
    private readonly double _interval;
    private double _longest;
    private double _joules, _lastBefore, _lastAfter, _watts, _peakWatts;
    private Knot _wattsFrom;
    private int _changesInARow;
    private double _learnUntil;
    private int _rhythmFrom; // the first knot of the present rhythm
    private Losses _lost;

    public CounterTrack(Channel channel, string source, double interval)
    {
        (Channel, Source, _interval) = (channel, source, interval);
        _sensor = channel.Sensor!;
        _counter = new EnergyCounter(_sensor);
        _longest = (_sensor.LongestRefreshPeriod ?? (_sensor.RefreshPeriod * 2)).TotalSeconds;
        _clock = new TickClock(_sensor.RefreshPeriod.TotalSeconds, _longest);
        _quantum = _sensor.QuantumJoules ?? _sensor.JoulesPerCount;
    }

    public Channel Channel { get; }

    public string Source { get; }

    public EdgeQueue Edges { get; } = new();

    public MeasurementMethod Method => _sensor.Method ?? MeasurementMethod.Counter;

    public double Joules => _joules;

    public double Watts => _watts;

    public double KnotTime => _knots.Count == 0 ? double.NaN : Last.Time;

    public double? SeenPeriod => _clock.SeenPeriod;

    public double Resolution => _clock.Period;

    public (double First, double Last)? RawCounter => double.IsNaN(_counter.FirstRaw) ? null : (_counter.FirstRaw, _counter.LastRaw);

    public Losses Lost => _lost;

    public int Wraps { get; private set; }

    public int Garbled { get; private set; }

    /// <summary>Gets or sets whether the power readings of the same device were found to contradict the counter.</summary>
    public bool IsContradicted { get; set; }

    private double DeviceWatts => _sensor.MaxPowerWatts ?? Math.Max(FallbackMaxWatts, 4 * _peakWatts);

    // As the sensor shows it: one that shows too much shows more than the device can draw.
    private double MaxWatts => DeviceWatts * (Method == MeasurementMethod.Counter ? 1 + _sensor.GainError : 1);

    private ref Knot Last => ref _knots.Last;

    private bool IsFollowed => _sensor.RefreshPeriod >= HuntFrom;

    // The doubt about an update's place that is not worth another read, in seconds.
    private double Fine => Math.Max(FinestDoubt, FineShare * _clock.Period);

    public void Observe(double before, double after, double value)
    {
        CounterDelta delta = _counter.Advance(value, after, _longest);
        Garbled += delta.DroppedSuspect ? 1 : 0;
        switch (delta.Kind)
        {
            case DeltaKind.First:
                _learnUntil = after + (LearningPeriods * _longest);
                Add(new ReadBracket(before - _longest, before, after), follows: false);
                _wattsFrom = Last;
                break;
            case DeltaKind.Unchanged:
                NoteSilence(before);
                _changesInARow = 0;
                break;
            case DeltaKind.Wrapped:
                Wraps++;
                goto case DeltaKind.Difference;
            case DeltaKind.Difference:
                Advance(before, after, delta.Joules);
                break;
            case DeltaKind.Reset:
            case DeltaKind.Jump:
                Bridge(delta);
                Advance(before, after, delta.Joules);
                break;
            case DeltaKind.Suspect:
                return; // judged by the next value
        }

        (_lastBefore, _lastAfter) = (before, after);
        Edges.Settle(this);
    }

    public void NoteSuspend() => _lost = _lost with { Suspends = _lost.Suspends + 1 };

    public double NextUsefulRead(double now)
    {
        if (_knots.Count == 0)
        {
            return double.PositiveInfinity;
        }

        if (Edges.Count == 0)
        {
            return LearningRead(now);
        }

        double edge = Edges.First;
        if (now > edge + (4 * _longest))
        {
            return double.PositiveInfinity; // it does not answer: the ordinary samples will settle the edge
        }

        return (IsFollowed || _clock.IsLearned) && _clock.NextAfter(Math.Max(edge, Last.Time)) is { } next && next.Latest > _lastAfter
            ? Approach(next)
            : Hunt(Math.Max(_lastAfter, edge), edge);
    }

    public EdgeValue? TrySettle(double seconds)
    {
        if (_knots.Count == 0)
        {
            return null;
        }

        ref Knot last = ref Last;
        if (last.Earliest < seconds - TimeTolerance || last.Time < seconds || IsWorthWaiting(seconds))
        {
            return null;
        }

        return At(seconds);
    }

    /// <summary>The cumulative energy at a moment, by what is known now.</summary>
    public EdgeValue At(double seconds)
    {
        if (_knots.Count == 0)
        {
            return EdgeValue.Unknown(seconds);
        }

        int after = _knots.FirstAfter(seconds);
        Losses lostBefore = _knots[after == _knots.First ? after : after - 1].Lost;
        (double low, double high) = _knots.Enclose(seconds, lostBefore.Frame, MaxWatts, _quantum);
        Losses lostAfter = after == _knots.Count ? _lost : _knots[after].Lost;
        bool lost = after == _knots.Count && seconds > _lastAfter + (LostAfter * Math.Max(_longest, _interval));
        double joules = Math.Clamp(_knots.Interpolate(seconds, after, lost ? 0 : _watts), low, high);
        return new EdgeValue(seconds, joules, low, high, lostBefore, lostAfter, lost);
    }

    public EnergyResult Window(EdgeValue from, EdgeValue to) =>
        WindowEnergy.Between(from, to, DeviceWatts, _sensor.GainError, Resolution, Method, Source,
            IsContradicted ? EnergyCaveats.CrossCheckFailed : EnergyCaveats.None);

    // The sensor is watched until it updates; a fast one only now and then, so that many short phases do not cost a core.
    private double Hunt(double from, double edge) => from + (
        IsFollowed ? _clock.Period / HuntingSteps :
        edge - Edges.LastSettled > RestBetweenHunts ? _clock.Period / FastHuntingSteps : 1.05 * _clock.Period);

    // Up to just before the update is expected, through the time in which it is, and once it must have come.
    private double Approach((double Earliest, double Latest) expected)
    {
        if (IsFollowed && expected.Earliest - _lastAfter > VerifiedShare * _clock.Period)
        {
            return expected.Earliest - PollMargin;
        }

        double from = Math.Max(expected.Earliest, _lastAfter);
        double doubt = expected.Latest - from;
        double step = IsFollowed ? Math.Max((expected.Latest - expected.Earliest) / EdgeSteps, FinestDoubt / 2) : doubt / 2;
        return doubt > Fine ? from + step : expected.Latest + PollMargin;
    }

    // Between edges the rhythm is learned at first, and looked after when the doubt has grown; most reads are the ordinary ones.
    private double LearningRead(double now)
    {
        if (!_clock.IsLearned)
        {
            return now < _learnUntil && !_clock.IsAperiodic
                ? _lastAfter + Math.Max(ShortestLearningStep, _clock.Period / LearningSteps)
                : double.PositiveInfinity;
        }

        return IsFollowed && _clock.NextAfter(Math.Max(_lastAfter, Last.Time)) is { } next
            ? !_clock.IsTrusted && now < _learnUntil ? Verify(next) : Refine(next, now < _learnUntil ? Fine : LooseShare * _clock.Period)
            : double.PositiveInfinity;
    }

    // Just before the update is expected, in the middle until the doubt is small, and once it must have come: one that keeps no
    // rhythm shows itself within a few updates.
    private double Verify((double Earliest, double Latest) expected)
    {
        if (_lastAfter < expected.Earliest - (3 * PollMargin))
        {
            return expected.Earliest - PollMargin;
        }

        double from = Math.Max(expected.Earliest, _lastAfter);
        double doubt = expected.Latest - from;
        return doubt > Math.Max(Fine, _clock.Slack / 4) ? from + (doubt / 2) : expected.Latest + PollMargin;
    }

    // A read in the middle of where the update is expected halves the doubt, as long as there is any worth the read.
    private double Refine((double Earliest, double Latest) expected, double worth)
    {
        double from = Math.Max(expected.Earliest, _lastAfter);
        double doubt = expected.Latest - from;
        return doubt > worth ? from + (doubt / 2) : double.PositiveInfinity;
    }

    // Before the rhythm is known well the first updates cannot be placed; once it is, they can be placed in hindsight.
    private bool IsWorthWaiting(double seconds) =>
        IsFollowed && !_clock.IsAperiodic && !(IsRhythmFine && _clock.IsTrusted) && _lastAfter < _learnUntil && _knots.Count < KnotRing.Kept / 2 && seconds < _learnUntil;

    private bool IsRhythmFine => _clock.IsLearned && _clock.NextAfter(Last.Time) is { } next && next.Latest - next.Earliest <= 2 * Fine;

    private void NoteSilence(double before)
    {
        double age = before - Last.Latest;
        _longest = Math.Max(_longest, age); // the sensor is slower than it claims: from now on limits allow for it
        if (_knots.Count <= KnotRing.Kept)
        {
            ref Knot first = ref _knots[0]; // and what the first read found may have been as old
            double earliest = Math.Min(first.Earliest, first.Latest - _longest);
            first = first with { Earliest = earliest, Read = first.Read with { Earliest = earliest } };
        }
    }

    private void Advance(double before, double after, double joules)
    {
        NoteLostWraps(after, joules);
        _joules += joules;
        double oldest = before - _longest;
        Add(new ReadBracket(Math.Max(_lastBefore, oldest), before, after), follows: _lastBefore >= oldest);
        NoteWatts();
    }

    // Power over less than an update is noise of the update's place, so it waits for a long enough stretch.
    private void NoteWatts()
    {
        double seconds = Last.Time - _wattsFrom.Time;
        if (seconds >= Math.Max(0.9 * _clock.Period, ShortestPowerStretch))
        {
            _watts = (_joules - _wattsFrom.Joules) / seconds;
            _peakWatts = Math.Max(_peakWatts, _watts);
            _wattsFrom = Last;
        }
    }

    // After a long silence a counter may have wrapped more than once: each whole range that power allows may be missing.
    private void NoteLostWraps(double after, double joules)
    {
        double range = (_sensor.WrapsAt ?? double.PositiveInfinity) * _sensor.JoulesPerCount;
        double possible = (MaxWatts * (after - _lastAfter)) - joules;
        if (possible > range)
        {
            _lost = _lost with { Above = _lost.Above + (Math.Floor(possible / range) * range), Gaps = _lost.Gaps + 1 };
        }
    }

    private void Bridge(CounterDelta delta)
    {
        double seconds = delta.LostTo - delta.LostFrom;
        double bridged = _watts * seconds;
        _joules += bridged;
        _lost = _lost with
        {
            Below = _lost.Below + bridged,
            Above = _lost.Above + Math.Max(0, (MaxWatts * (seconds + _longest)) - bridged), // the last good value was that old at most
            Resets = _lost.Resets + (delta.Kind == DeltaKind.Reset ? 1 : 0),
            Jumps = _lost.Jumps + (delta.Kind == DeltaKind.Jump ? 1 : 0),
        };
    }

    private void Add(ReadBracket read, bool follows)
    {
        (double earliest, double latest) = (read.Earliest, read.Ended);
        if (follows)
        {
            NoteRhythm(latest - earliest);
            int breaks = _clock.Breaks;
            (earliest, latest) = _clock.Narrow(earliest, latest, read.Began);
            NoteBreak(breaks);
        }
        else
        {
            _clock.Miss();
        }

        double guess = latest - (Math.Min(_clock.Period, latest - earliest) / 2); // the last of the updates that fit
        if (follows)
        {
            (earliest, latest) = _clock.Loosen(earliest, latest, read.Earliest, read.Ended);
        }

        double time = _knots.Count > 0 ? Math.Max(guess, Last.Time) : guess;
        _knots.Add(new Knot(earliest, latest, time, _joules, _lost, read));
        if (follows && IsFollowed && _clock.IsLearned)
        {
            Hindsight.Place(_knots, _clock, _rhythmFrom);
        }
    }

    // The rhythm changed at some moment, or there never was one: what was placed by it is taken back.
    private void NoteBreak(int breaksBefore)
    {
        if (_clock.Breaks == breaksBefore)
        {
            return;
        }

        for (int index = _knots.First; index < _knots.Count; index++)
        {
            _knots[index] = _knots[index].Unplaced;
        }

        _rhythmFrom = _knots.Count;
    }

    // A sensor that has changed at each of many close reads updates faster than it can be watched: there is no rhythm to find.
    private void NoteRhythm(double width)
    {
        _changesInARow = width < _sensor.RefreshPeriod.TotalSeconds / 4 ? _changesInARow + 1 : 0;
        if (_changesInARow >= ContinuousAfter)
        {
            _learnUntil = double.NegativeInfinity;
        }
    }
}
