using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>Shares the energy of one track among pieces of work that overlap: what is used between two arrivals or departures is split evenly among those active.</summary>
/// <remarks>
/// A share is the growth of <c>∫ P/n dt</c> from arrival to departure, so each costs the same few sums however many are active. The energy
/// is what the track says at each turn (an arrival or departure) and never goes back, so shares and rest add up to it by construction.
/// The bound: written as a sum over the turns, a share is <c>E(end)/n − E(begin)/n' + Σ E(turn)·(1/n before − 1/n after)</c>. The truth
/// at each turn lies in the track's limits there, so the doubt of a share is the sum of these half-widths by the same factors.
/// </remarks>
internal sealed class TrackShares(IEnergyTrack track)
{
    private readonly SensorTraits _sensor = track.Channel.Sensor!;
    private EdgeValue _last = EdgeValue.Unknown(double.NaN);
    private ShareSums _sums;
    private double _halfWidth;

    public Device Device => track.Channel.Device;

    /// <summary>Gets the sums so far of one head, of all that was active, and of the rest.</summary>
    public ShareSums Sums => _sums;

    /// <summary>Takes the energy up to a turn: it belongs to those that were active until then.</summary>
    public void Advance(EdgeValue value, int active)
    {
        if (!value.IsKnown || !double.IsFinite(value.Low) || !double.IsFinite(value.High))
        {
            return; // nothing is known here; the next known value closes the gap
        }

        if (_last.IsKnown)
        {
            double joules = Math.Max(_last.Joules, value.Joules); // what was given is never taken back
            _sums = _sums.Plus(joules - _last.Joules, value.Seconds - _last.Seconds, value.After, _last.After, active);
            value = value with { Joules = joules };
        }

        _last = value;
        _halfWidth = Math.Max(0, Math.Max(value.Joules - value.Low, value.High - value.Joules));
    }

    /// <summary>The number of the active changes at the turn that was advanced to.</summary>
    public void Turn(int before, int after) => _sums = _sums.Turned(_halfWidth, before, after);

    /// <summary>Remembers the turn that was advanced to.</summary>
    public ShareMark Mark(int active) => new(_last, _sums, Part(active));

    /// <summary>The share of one that has been active from a turn to the present one.</summary>
    public EnergyResult ShareSince(ShareMark begin, int active)
    {
        ShareSums grown = _sums - begin.Sums;
        return Result(begin.Value, grown.Head, grown.HeadSeconds, begin.Doubt + Part(active) + grown.HeadDoubt, grown.Below, grown.Above);
    }

    /// <summary>What all that was active used between a turn and the present one.</summary>
    public EnergyResult AttributedSince(ShareMark begin) => Whole(begin, sums => (sums.Attributed, sums.AttributedSeconds));

    /// <summary>What was used between a turn and the present one while none was active.</summary>
    public EnergyResult RestSince(ShareMark begin) => Whole(begin, sums => (sums.Rest, sums.RestSeconds));

    private EnergyResult Whole(ShareMark begin, Func<ShareSums, (double Joules, double Seconds)> part)
    {
        ShareSums grown = _sums - begin.Sums;
        (double joules, double seconds) = part(grown);
        double doubt = (seconds > 0 ? begin.HalfWidth + _halfWidth : 0) + grown.WholeDoubt;
        Losses lost = _last.After - begin.Value.After;
        return Result(begin.Value, joules, seconds, doubt, lost.Below, lost.Above);
    }

    private double Part(int active) => _halfWidth / Math.Max(1, active);

    private EnergyResult Result(EdgeValue from, double joules, double deviceSeconds, double doubt, double below, double above)
    {
        if (!from.IsKnown)
        {
            return EnergyResult.Unknown("the sensor had given no value when this began", track.Source);
        }

        if (from.Lost && _last.Lost)
        {
            return EnergyResult.Unknown("the sensor no longer answered when this began", track.Source, EnergyCaveats.SensorLost);
        }

        // The sum over all must hold, so limits give way to the figure where a sensor's late word came out of proportion.
        double most = _sensor.MaxPowerWatts is { } watts ? watts * deviceSeconds : double.PositiveInfinity;
        double low = Math.Max(0, joules - doubt - below);
        double high = Math.Max(joules, Math.Min(joules + doubt + above, most));
        (double least, double greatest) = WindowEnergy.Scale(_sensor.GainError, track.Method);
        return EnergyResult.Known(
            Energy.FromJoules(joules), Energy.FromJoules(Math.Min(joules, low * least)), Energy.FromJoules(Math.Max(joules, high * greatest)),
            MeasurementMethod.Attributed, track.Source, Caveats(from));
    }

    private EnergyCaveats Caveats(EdgeValue from)
    {
        double period = track.SeenPeriod ?? _sensor.RefreshPeriod.TotalSeconds;
        Losses lost = _last.After - from.Before;
        return (_last.Seconds - from.Seconds < 2 * period ? EnergyCaveats.BelowResolution : 0) |
            (lost.Resets > 0 ? EnergyCaveats.CounterReset : 0) |
            (lost.Jumps > 0 ? EnergyCaveats.ImpossibleDelta : 0) |
            (lost.Gaps > 0 ? EnergyCaveats.Gap : 0) |
            (lost.Suspends > 0 ? EnergyCaveats.Suspended : 0) |
            (_last.Lost || from.Lost ? EnergyCaveats.SensorLost : 0) |
            (track.Method == MeasurementMethod.Estimated ? EnergyCaveats.ContainsEstimate : 0);
    }
}
