using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>Shares the energy of one track among pieces of work that overlap.</summary>
/// <remarks>
/// The energy at a turn is what is known of it: at first the track's word of the moment, then, once the reads after the turn have come, its
/// settled word. Whenever the track has learned, the turns that are not settled are taken again, so that all shares and the rest are
/// always parts of one and the same energy. A turn is settled at the next update of the sensor or the one after it, so each is taken two or
/// three times, however many are active.
/// </remarks>
internal sealed class TrackShares(IEnergyTrack track, int index)
{
    private readonly SensorTraits _sensor = track.Channel.Sensor!;
    private ShareState _settled = ShareState.None, _live = ShareState.None;
    private (double Time, double Joules, bool IsSettled) _known;

    public Device Device => track.Channel.Device;

    /// <summary>Gets how many of the turns that are kept are settled.</summary>
    public int Settled { get; private set; }

    /// <summary>Forgets turns that are settled, or that tell nothing.</summary>
    public void Forget(int turns) => Settled = Math.Max(0, Settled - turns);

    /// <summary>Tells whether a turn is settled, or was given up before the sensor's first value.</summary>
    public bool IsDone(List<ShareTurn> turns, int turn) => turn < Settled || (turns[turn].Edge.IsSettled(index) && !turns[turn].Edge[index].IsKnown);

    /// <summary>Takes a turn that has just come.</summary>
    public void Add(ShareTurn turn) => _live = Take(_live, turn);

    /// <summary>Takes the turns again that are not settled, if the track has learned since.</summary>
    public void Refresh(List<ShareTurn> turns)
    {
        (double, double, bool) known = (track.KnotTime, track.Joules, Settled < turns.Count && turns[Settled].Edge.IsSettled(index));
        if (!known.Equals(_known))
        {
            _known = known;
            _live = _settled;
            Restore(turns);
            TakeAgain(turns);
        }
    }

    /// <summary>The energy at a moment, by what is known now.</summary>
    public EdgeValue ValueAt(Edge? edge, double seconds)
    {
        EdgeValue value = edge?.IsSettled(index) == true ? edge[index] : track.At(seconds);
        return double.IsFinite(value.Low) && double.IsFinite(value.High) ? value : EdgeValue.Unknown(seconds);
    }

    /// <summary>The share from the begin of one span to the end of another, or to the present if that is under way.</summary>
    /// <param name="first">The first stage.</param>
    /// <param name="last">The last one; may be the same.</param>
    /// <param name="rule">Tells how the stretch under way is split.</param>
    /// <param name="now">The energy at the present.</param>
    public EnergyResult Share(ShareSpan first, ShareSpan last, ShareRule rule, EdgeValue now)
    {
        EdgeValue from = ValueAt(first.Began, first.Began.Seconds);
        if (last.Ended is { } ended)
        {
            return Result(from, ValueAt(ended, ended.Seconds), last.End[index] - first.Begin[index]);
        }

        ShareWeight weight = rule.WeightOf(last.Account);
        ShareSums sums = Running(_live, last.Account) + (weight.Before is { } before ? ShareSums.Doubt(_live.Last, before - weight.Weight) : default);
        ShareSums begin = rule.IsOpening(first) ? Opening(_live.Last, sums, weight.Weight) : first.Begin[index];
        return Result(from, now, Closing(_live.Raised(now), sums + (_live.Used(now) * weight.Weight), weight.Weight) - begin);
    }

    /// <summary>What the device used from the session's start to the present, and how much of it went to those active and to nobody.</summary>
    /// <param name="active">How many are active.</param>
    /// <param name="now">The energy at the present.</param>
    public ShareWhole Whole(int active, EdgeValue now)
    {
        ShareState state = _live.Turn(active, isListed: true).Give(now, isListed: true);
        return new(
            Device,
            track.Window(state.First, state.Last),
            Result(state.First, state.Last, Closing(state.Last, state.Attributed, active > 0 ? 1 : 0)),
            Result(state.First, state.Last, Closing(state.Last, state.Rest, active > 0 ? 0 : 1)));
    }

    private static ShareSums Opening(EdgeValue value, ShareSums sums, double weight) => sums - ShareSums.Doubt(value, -weight);

    private static ShareSums Closing(EdgeValue value, ShareSums sums, double weight) => sums + ShareSums.Doubt(value, weight);

    // The own sums go back to what is settled.
    private void Restore(List<ShareTurn> turns)
    {
        for (int turn = Settled; turn < turns.Count; turn++)
        {
            foreach (ShareWeight each in turns[turn].Weights ?? [])
            {
                each.Account.Own![index] = each.Account.Settled![index];
            }
        }
    }

    private void TakeAgain(List<ShareTurn> turns)
    {
        bool isSettled = true;
        for (int turn = Settled; turn < turns.Count; turn++)
        {
            isSettled &= turns[turn].Edge.IsSettled(index);
            _live = Take(_live, turns[turn]);
            if (isSettled)
            {
                Settle(turns[turn]);
            }
        }
    }

    private void Settle(ShareTurn turn)
    {
        _settled = _live;
        Settled++;
        foreach (ShareWeight each in turn.Weights ?? [])
        {
            each.Account.Settled![index] = each.Account.Own![index];
        }
    }

    // First the doubt of the turn before, by how the weights change there; then the stretch from it to this one.
    private ShareState Take(ShareState state, ShareTurn turn)
    {
        state = state.Turn(turn.Active, turn.IsListed);
        foreach (ShareWeight each in turn.Weights ?? [])
        {
            each.Account.Own![index] += each.Before is { } before ? ShareSums.Doubt(state.Last, before - each.Weight) : default;
        }

        if (turn.Opened is { } opened)
        {
            opened.Begin[index] = Opening(state.Last, Running(state, opened.Account), turn.WeightOf(opened));
        }

        EdgeValue value = ValueAt(turn.Edge, turn.Edge.Seconds);
        ShareSums used = state.Used(value);
        foreach (ShareWeight each in turn.Weights ?? [])
        {
            each.Account.Own![index] += used * each.Weight;
        }

        state = state.Give(value, turn.IsListed);
        if (turn.Closed is { } closed)
        {
            closed.End[index] = Closing(state.Last, Running(state, closed.Account), turn.WeightOf(closed));
        }

        return state;
    }

    private ShareSums Running(ShareState state, ShareAccount account) => state.Head + (account.Own?[index] ?? default);

    private EnergyResult Result(EdgeValue from, EdgeValue to, ShareSums got)
    {
        if (!from.IsKnown)
        {
            return EnergyResult.Unknown("the sensor had given no value when this began", track.Source);
        }

        if (from.Lost && to.Lost)
        {
            return EnergyResult.Unknown("the sensor no longer answered when this began", track.Source, EnergyCaveats.SensorLost);
        }

        // The doubts of many turns add up to more than was there to be given: a share is never more than the whole of its time.
        EnergyResult whole = track.Window(from, to);
        double all = whole.High?.Joules ?? double.PositiveInfinity;

        // The sum over all must hold, so limits give way to the figure where a sensor's late word came out of proportion.
        double most = _sensor.MaxPowerWatts is { } watts ? watts * got.Seconds : double.PositiveInfinity;
        double joules = Math.Max(0, got.Joules), low = Math.Max(0, joules - got.Below);
        double high = Math.Max(joules, Math.Min(joules + got.Above, most));
        (double least, double greatest) = WindowEnergy.Scale(_sensor.GainError, track.Method);
        return EnergyResult.Known(
            Energy.FromJoules(joules), Energy.FromJoules(Math.Min(joules, low * least)), Energy.FromJoules(Math.Max(joules, Math.Min(high * greatest, all))),
            MeasurementMethod.Attributed, track.Source, whole.Caveats);
    }
}
