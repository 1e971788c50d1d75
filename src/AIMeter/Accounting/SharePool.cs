using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>All pieces of work that share the energy of some tracks, and the turns that are not settled yet. Under the recorder's lock.</summary>
internal sealed class SharePool
{
    // Turns that are settled on every track go in lots of this size: a list is not shifted for each.
    private const int Lot = 32;

    // Twice as many as a queue of edges holds before it gives up the older half.
    private const int MostKept = 8192;

    private readonly IReadOnlyList<IEnergyTrack> _tracks;
    private readonly TrackShares[] _shares;
    private readonly List<ShareTurn> _turns = [];
    private readonly ShareRule _rule = new();

    /// <summary>Shares out what the tracks tell from an edge on; nobody was active before now.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="start">The session's start.</param>
    public SharePool(IReadOnlyList<IEnergyTrack> tracks, Edge start)
    {
        _tracks = tracks;
        _shares = [.. tracks.Select((track, index) => new TrackShares(track, index))];
        Add(new ShareTurn(start, ShareState.BeforeTheStart, null, null, null));
    }

    public ShareRule Rule => _rule;

    /// <summary>Gets how many turns are kept: those that are not settled on every track, and a few more.</summary>
    public int Kept => _turns.Count;

    /// <summary>A moment at which a turn is; it is settled when the ordinary reads after it have come, and no sensor is read for it.</summary>
    public Edge Mark(double seconds)
    {
        Edge edge = new(seconds, _tracks.Count);
        for (int index = 0; index < _tracks.Count; index++)
        {
            _tracks[index].Edges.Relieve(_tracks[index]);
            _tracks[index].Edges.AddQuiet(edge, index);
        }

        return edge;
    }

    /// <summary>A piece of work begins.</summary>
    public ShareAccount Begin(Edge now, bool countsWork)
    {
        Turn(now, null);
        ShareAccount account = new(_tracks.Count);
        _rule.Enter(account);
        Open(account, now, countsWork);
        return account;
    }

    /// <summary>A piece of work goes on with its next stage.</summary>
    public void NextStage(ShareAccount account, Edge now, bool countsWork)
    {
        Close(account, now);
        Open(account, now, countsWork);
    }

    /// <summary>A piece of work ends.</summary>
    public void End(ShareAccount account, Edge now)
    {
        Close(account, now);
        _rule.Leave(account);
    }

    /// <summary>The energy of some stages of a piece of work on each track, up to their end or to the present.</summary>
    /// <param name="first">The first stage.</param>
    /// <param name="last">The last one; may be the same.</param>
    /// <param name="end">The session's end; null while it runs.</param>
    /// <param name="now">The present.</param>
    public (Device Device, EnergyResult Energy)[] Share(ShareSpan first, ShareSpan last, Edge? end, double now)
    {
        Refresh();
        return [.. _shares.Select(track => (track.Device, track.Share(first, last, _rule, track.ValueAt(end, now))))];
    }

    /// <summary>What each track used since the session's start, how much of it went to those active, and how much to nobody.</summary>
    /// <param name="end">The session's end; null while it runs.</param>
    /// <param name="now">The present.</param>
    public ShareWhole[] Whole(Edge? end, double now)
    {
        Refresh();
        return [.. _shares.Select(track => track.Whole(_rule.Active, track.ValueAt(end, now)))];
    }

    private void Open(ShareAccount account, Edge now, bool countsWork)
    {
        ShareSpan span = new(account, now, _tracks.Count);
        account.Stages.Add(span);
        _rule.Open(span, countsWork);
    }

    private void Close(ShareAccount account, Edge now)
    {
        ShareSpan span = account.Stages[^1];
        Turn(now, span);
        span.Ended = now;
    }

    private void Turn(Edge now, ShareSpan? closed)
    {
        Refresh();
        Add(_rule.Close(now, closed));
    }

    private void Add(ShareTurn turn)
    {
        _turns.Add(turn);
        foreach (TrackShares track in _shares)
        {
            track.Add(turn);
        }
    }

    private void Refresh()
    {
        int settled = int.MaxValue;
        foreach (TrackShares track in _shares)
        {
            track.Refresh(_turns);
            settled = Math.Min(settled, track.Settled);
        }

        settled = _shares.Length == 0 ? _turns.Count : settled;
        if (settled >= Lot)
        {
            _turns.RemoveRange(0, settled);
            Array.ForEach(_shares, track => track.Forget(settled));
        }
        else if (_turns.Count > MostKept)
        {
            Thin();
        }
    }

    // Before a sensor's first value the start waits, and behind it what its queue has given up: of that, one turn stands for all.
    private void Thin()
    {
        int done = 1;
        while (done < _turns.Count && Array.TrueForAll(_shares, track => track.IsDone(_turns, done)))
        {
            done++;
        }

        if (done > 2)
        {
            _turns.RemoveRange(1, done - 2);
            Array.ForEach(_shares, track => track.Forget(done - 2));
        }
    }
}
