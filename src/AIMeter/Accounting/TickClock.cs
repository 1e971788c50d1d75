namespace AIMetering.Accounting;

/// <summary>Learns when a sensor updates from when its value was seen to change.</summary>
/// <remarks>
/// Each change happened somewhere between two reads. Most sensors update at a steady period, so a few brackets pin down period
/// and phase; then the last update before any read can be placed far better than the reads alone would allow, and one read in
/// the middle of where the next update is expected halves what is left of the doubt. A sensor that does not keep its rhythm is
/// given more room, and soon taken as it comes. All times are in seconds.
/// </remarks>
internal sealed class TickClock(double nominalPeriod, double longestPeriod)
{
    // Brackets wider than this share of the gap between two changes tell nothing about the period.
    private const double TightShare = 0.25;

    // How late an update may be, as a share of the period: at first, and at most before the sensor is taken as aperiodic.
    private const double FirstJitter = 0.001;
    private const double MostJitter = 0.01;

    // A rhythm is trusted once so many updates were read closely on both sides and came when they were due: a sensor that updates
    // at random within a wide stretch passes that by chance for less than one window in a thousand (BoundTests). Closely is within
    // this share of the period, or this time in seconds, as a thread wakes no more precisely.
    private const int EnoughVerified = 6;
    private const double CloseShare = 0.02;
    private const double ClosestRead = 8e-4;

    private double _earliest = double.NaN, _latest;    // the best placed update lies between these
    private double _since;                             // so many periods before the last one
    private double _firstEarliest, _firstLatest;       // the first update of this rhythm lies between these
    private double _sinceFirst;                        // so many periods before the last one
    private double _shortest, _longest = double.PositiveInfinity;
    private double _jitter = FirstJitter;
    private int _agreements, _verified;

    /// <summary>Gets whether period and phase are known: three updates in a row kept the rhythm.</summary>
    public bool IsLearned => IsPeriodKnown && _agreements >= 1;

    /// <summary>Gets the period: the learned one, else the nominal one.</summary>
    public double Period => IsPeriodKnown ? (_shortest + _longest) / 2 : nominalPeriod;

    /// <summary>Gets the period if it was seen; null when only the nominal one is known.</summary>
    public double? SeenPeriod => IsPeriodKnown ? Period : null;

    /// <summary>Gets whether the sensor keeps no rhythm.</summary>
    public bool IsAperiodic => _jitter > MostJitter;

    /// <summary>Gets how many times an update came when none could be due: the sensor's rhythm had changed.</summary>
    public int Breaks { get; private set; }

    /// <summary>Gets whether enough updates were seen closely, each when it was due, to place those by the rhythm that were not.</summary>
    public bool IsTrusted => IsLearned && _verified >= EnoughVerified;

    /// <summary>Gets how wide the reads around an update may be that confirm the rhythm, in seconds.</summary>
    /// <remarks>No irregularity smaller than this was looked for, so an update may lie that far from where the rhythm places it.</remarks>
    public double Slack => Math.Max(CloseShare * Period, ClosestRead);

    private bool IsPeriodKnown => double.IsFinite(_longest);

    private double Room => _jitter * Period;

    /// <summary>Takes the bracket of a change and narrows it to where its last update can have been.</summary>
    /// <param name="earliest">The last read that gave the old value began here.</param>
    /// <param name="latest">The first read that gave the new value ended here.</param>
    /// <param name="readBegan">That read began here: an update after this moment may have come too late for it.</param>
    public (double Earliest, double Latest) Narrow(double earliest, double latest, double readBegan) =>
        IsAperiodic ? (earliest, latest) : IsPeriodKnown ? Follow(earliest, latest, readBegan) : Learn(earliest, latest);

    /// <summary>Gives the place of an update the slack that it needs; all there is while the rhythm is not trusted.</summary>
    /// <param name="earliest">By the rhythm it came after this.</param>
    /// <param name="latest">By the rhythm it came before this.</param>
    /// <param name="from">Whatever the rhythm, it came after this.</param>
    /// <param name="to">Whatever the rhythm, it came before this.</param>
    public (double Earliest, double Latest) Loosen(double earliest, double latest, double from, double to) =>
        IsTrusted ? (Math.Max(from, earliest - Slack), Math.Min(to, latest + Slack)) : (from, to);

    /// <summary>The value changed, but between which reads is not known well: the next bracket does not follow the last one.</summary>
    public void Miss()
    {
        if (!IsPeriodKnown)
        {
            _earliest = double.NaN;
        }
    }

    /// <summary>Where the first update that ends after a time is expected; null when the rhythm is not known well enough.</summary>
    public (double Earliest, double Latest)? NextAfter(double seconds)
    {
        if (!IsPeriodKnown || IsAperiodic)
        {
            return null;
        }

        double steps = Math.Max(1, Math.Ceiling((seconds - _latest - Room) / _longest) - _since);
        (double earliest, double latest) = Expect(steps);
        return latest - earliest < Period / 2 ? (earliest, latest) : null;
    }

    /// <summary>Where the update so many periods before the last one must have been.</summary>
    public (double Earliest, double Latest) Before(double steps) => Expect(-steps);

    /// <summary>How many periods before the last update the last one before a moment came.</summary>
    public double StepsBackTo(double seconds)
    {
        (double earliest, double latest) = Expect(0);
        return Math.Ceiling((((earliest + latest) / 2) - seconds) / Period);
    }

    // Counted from the best placed update, so that the doubt of one prediction is not handed on to the next.
    private (double Earliest, double Latest) Expect(double steps)
    {
        double periods = _since + steps;
        double fewest = Math.Min(periods * _shortest, periods * _longest), most = Math.Max(periods * _shortest, periods * _longest);
        return (_earliest + fewest - Room, _latest + most + Room);
    }

    private (double Earliest, double Latest) Learn(double earliest, double latest)
    {
        double gap = earliest - _earliest;
        if (gap > 0 && gap <= longestPeriod && latest - earliest < TightShare * gap && _latest - _earliest < TightShare * gap)
        {
            (_shortest, _longest) = (earliest - _latest - (_jitter * gap), latest - _earliest + (_jitter * gap));
            (_firstEarliest, _firstLatest, _sinceFirst) = (_earliest, _latest, 1);
        }

        (_earliest, _latest, _since) = (earliest, latest, 0);
        return (earliest, latest);
    }

    // Which update it was is told with the slack: one that comes a little late after a slow read began is not in that read.
    private (double Earliest, double Latest) Follow(double earliest, double latest, double readBegan)
    {
        double steps = Math.Floor((latest - _earliest + Room + Slack) / _shortest) - _since; // the last update that can have come before the read
        (double from, double to) = Expect(steps);
        if (steps < 1 || to < earliest)
        {
            return Break(earliest, latest); // it was due before the old value was seen last
        }

        if (to - from >= Period)
        {
            return Forget(earliest, latest); // the doubt has grown to a whole period
        }

        bool surelyCame = to + Slack <= readBegan;
        bool cannotBeTheOneBefore = earliest >= Expect(steps - 1).Latest + Slack;
        if (cannotBeTheOneBefore && from > latest)
        {
            return Break(earliest, latest); // it came before it could be due
        }

        return surelyCame || cannotBeTheOneBefore
            ? Place(Math.Max(from, earliest), Math.Min(to, latest), steps, latest - earliest)
            : (Math.Max(earliest, Expect(steps - 1).Earliest), latest);
    }

    private (double Earliest, double Latest) Place(double from, double to, double steps, double width)
    {
        (double expectedFrom, double expectedTo) = Expect(steps);
        (_since, _sinceFirst) = (_since + steps, _sinceFirst + steps);
        double shortest = Math.Max(_shortest, (from - _firstLatest - (2 * Room)) / _sinceFirst);
        double longest = Math.Min(_longest, (to - _firstEarliest + (2 * Room)) / _sinceFirst);
        if (shortest <= longest)
        {
            (_shortest, _longest) = (shortest, longest);
        }

        if (to - from < 0.9 * (expectedTo - expectedFrom))
        {
            (_earliest, _latest, _since) = (from, to, 0); // better placed than any before it
        }

        _verified += width <= Slack ? 1 : 0;
        _agreements++;
        return (from, to);
    }

    private (double Earliest, double Latest) Break(double earliest, double latest)
    {
        _jitter *= 4;
        Breaks++;
        return Forget(earliest, latest);
    }

    private (double Earliest, double Latest) Forget(double earliest, double latest)
    {
        _agreements = _verified = 0;
        (_shortest, _longest) = (0, double.PositiveInfinity);
        (_earliest, _latest, _since) = (earliest, latest, 0);
        return (earliest, latest);
    }
}
