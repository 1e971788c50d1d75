namespace AIMetering.Accounting;

/// <summary>Learns when a sensor updates from when its value was seen to change.</summary>
/// <remarks>
/// Each change happened somewhere between two reads. Most sensors update at a steady period, so a few brackets pin down period
/// and phase, and then the update can be placed far better than the reads alone would allow. A sensor whose updates do not fit
/// one period (they jitter by more than <see cref="Jitter"/>) is not forced into it: its brackets are used as they are.
/// All times are in seconds.
/// </remarks>
internal sealed class TickClock(double nominalPeriod)
{
    // An update may come this share of a period early or late and still count as periodic.
    private const double Jitter = 0.01;

    // Brackets wider than this share of the period tell nothing about it.
    private const double TightShare = 0.25;

    // Sensors that broke the rhythm this often are taken as aperiodic.
    private const int MostBreaks = 8;

    private double _earliest = double.NaN, _latest;    // bracket of the last well placed update
    private double _shortest, _longest = double.PositiveInfinity;
    private int _breaks, _agreements;

    /// <summary>Gets whether period and phase are known.</summary>
    public bool IsLearned => _agreements >= 2 && _breaks < MostBreaks;

    /// <summary>Gets the period: the learned one, else the nominal one.</summary>
    public double Period => double.IsFinite(_longest) ? (_shortest + _longest) / 2 : nominalPeriod;

    /// <summary>Gets the period if it was seen; null when only the nominal one is known.</summary>
    public double? SeenPeriod => double.IsFinite(_longest) ? Period : null;

    private bool IsPeriodKnown => double.IsFinite(_longest);

    private double Slack => Jitter * Period;

    /// <summary>Takes the bracket of a change and narrows it by what is known of the rhythm.</summary>
    public (double Earliest, double Latest) Narrow(double earliest, double latest)
    {
        if (_breaks >= MostBreaks)
        {
            return (earliest, latest);
        }

        return IsPeriodKnown ? Follow(earliest, latest) : Learn(earliest, latest);
    }

    /// <summary>The bracket of the first update that may come after a time; null when the rhythm is not known well enough.</summary>
    public (double Earliest, double Latest)? NextAfter(double seconds)
    {
        if (!IsLearned)
        {
            return null;
        }

        double steps = Math.Max(1, Math.Ceiling((seconds - _latest) / Period));
        (double earliest, double latest) = Predict(steps);
        return latest - earliest < Period / 2 ? (earliest, latest) : null;
    }

    private (double Earliest, double Latest) Learn(double earliest, double latest)
    {
        double gap = earliest - _earliest;
        if (gap > 0 && latest - earliest < TightShare * gap && _latest - _earliest < TightShare * gap)
        {
            (_shortest, _longest) = (Math.Max(0, earliest - _latest - Slack), latest - _earliest + Slack);
        }

        (_earliest, _latest) = (earliest, latest);
        return (earliest, latest);
    }

    private (double Earliest, double Latest) Follow(double earliest, double latest)
    {
        double fewest = Math.Max(1, Math.Ceiling((earliest - _latest - Slack) / _longest));
        double most = Math.Floor((latest - _earliest + Slack) / _shortest);
        if (fewest < most)
        {
            return (earliest, latest); // several updates fit: this bracket tells nothing
        }

        (double from, double to) = Predict(fewest);
        (from, to) = (Math.Max(from, earliest), Math.Min(to, latest));
        return fewest == most && from <= to ? Agree(from, to, fewest) : Break(earliest, latest);
    }

    private (double Earliest, double Latest) Predict(double steps) =>
        (_earliest + (steps * _shortest) - Slack, _latest + (steps * _longest) + Slack);

    private (double Earliest, double Latest) Agree(double from, double to, double steps)
    {
        double shortest = Math.Max(_shortest, (from - _latest - Slack) / steps);
        double longest = Math.Min(_longest, (to - _earliest + Slack) / steps);
        if (shortest <= longest)
        {
            (_shortest, _longest) = (shortest, longest);
        }

        (_earliest, _latest) = (from, to);
        _agreements++;
        return (from, to);
    }

    private (double Earliest, double Latest) Break(double earliest, double latest)
    {
        _breaks++;
        _agreements = 0;
        (_shortest, _longest) = (0, double.PositiveInfinity);
        (_earliest, _latest) = (earliest, latest);
        return (earliest, latest);
    }
}
