namespace AIMetering.Accounting;

/// <summary>The rule by which a stretch of time is split among those active in it, and nothing else: no track, no clock, no lock.</summary>
/// <remarks>
/// Split is by units of work where every active one counts them, all of the stretch are known, and there are any; else evenly. An even
/// split costs the same however many are active: nobody is visited. Where a stretch or the one before it is split by work, each is
/// visited once.
/// </remarks>
internal sealed class ShareRule
{
    private readonly List<ShareAccount> _active = [];
    private readonly Peaks _peaks = new();
    private ShareSpan? _opened;
    private int _activeBefore, _uncounted;
    private double _units;
    private long _stretch;
    private bool _isUnsure, _wasByWork;

    public int Active => _active.Count;

    public int MostActive => _peaks.Highest;

    /// <summary>Gets whether any stretch was split by units of work.</summary>
    public bool HasSplitByWork { get; private set; }

    private bool IsByWork => Active > 0 && _uncounted == 0 && !_isUnsure && _units > 0 && double.IsFinite(_units);

    /// <summary>Ends the stretch at a turn; what is counted from now on belongs to the next one.</summary>
    public ShareTurn Close(Edge edge, ShareSpan? closed)
    {
        bool isByWork = IsByWork;
        ShareWeight[]? weights = isByWork || _wasByWork ? [.. _active.Select(Weigh)] : null;
        ShareTurn turn = new(edge, Active, _opened, closed, weights);
        HasSplitByWork |= isByWork;
        (_activeBefore, _wasByWork, _opened) = (Active, isByWork, null);
        (_stretch, _units, _isUnsure) = (_stretch + 1, 0, false);
        return turn;
    }

    /// <summary>Tells what one has of the stretch under way, by what was counted so far.</summary>
    public ShareWeight WeightOf(ShareAccount account)
    {
        double? before = IsNew(account) ? null : _wasByWork ? account.Weight : 1.0 / _activeBefore;
        return new ShareWeight(account, before, IsByWork ? UnitsOf(account) / _units : 1.0 / Active);
    }

    /// <summary>Whether a span begins with the stretch under way.</summary>
    public bool IsOpening(ShareSpan span) => ReferenceEquals(_opened, span);

    /// <summary>Lets a piece of work take part from the last turn on.</summary>
    public void Enter(ShareAccount account)
    {
        account.Place = Active;
        account.Arrival = _peaks.Arrivals;
        _active.Add(account);
        _peaks.Add(Active);
        _uncounted += account.CountsWork ? 0 : 1;
    }

    /// <summary>Begins a span of a piece of work at the last turn.</summary>
    public void Open(ShareSpan span, bool countsWork)
    {
        _uncounted += (span.Account.CountsWork ? 1 : 0) - (countsWork ? 1 : 0);
        span.Account.CountsWork = countsWork;
        _opened = span;
    }

    /// <summary>Lets a piece of work take no part from the last turn on.</summary>
    public void Leave(ShareAccount account)
    {
        account.MostActive = MostWith(account);
        _uncounted -= account.CountsWork ? 0 : 1;
        _active[account.Place] = _active[^1];
        _active[account.Place].Place = account.Place;
        _active.RemoveAt(_active.Count - 1);
    }

    /// <summary>How many were active at once, at most, since one came that is still active.</summary>
    public int MostWith(ShareAccount account) => _peaks.HighestSince(account.Arrival);

    /// <summary>Counts units of work in the stretch under way; null when it is not known how many.</summary>
    public void Count(ShareAccount account, double? units)
    {
        if (!account.CountsWork)
        {
            return;
        }

        _isUnsure |= units is null;
        _units += units ?? 0;
        (account.Units, account.CountedIn) = (UnitsOf(account) + (units ?? 0), _stretch);
    }

    private double UnitsOf(ShareAccount account) => account.CountedIn == _stretch ? account.Units : 0;

    private ShareWeight Weigh(ShareAccount account)
    {
        ShareWeight weight = WeightOf(account);
        account.KeepOwn();
        account.Weight = weight.Weight;
        account.IsSplitByWork |= IsByWork;
        return weight;
    }

    // The second stage of a piece of work begins anew, the work does not.
    private bool IsNew(ShareAccount account) => _opened is { } opened && opened.Account == account && account.Stages[0] == opened;

    /// <summary>The heights that none later reaches: tells the highest since any arrival without visiting those between.</summary>
    private sealed class Peaks
    {
        private readonly List<(long Arrival, int Height)> _falling = [];

        public long Arrivals { get; private set; }

        public int Highest { get; private set; }

        public void Add(int height)
        {
            int kept = _falling.Count;
            while (kept > 0 && _falling[kept - 1].Height <= height)
            {
                kept--;
            }

            _falling.RemoveRange(kept, _falling.Count - kept);
            _falling.Add((Arrivals++, height));
            Highest = Math.Max(Highest, height);
        }

        public int HighestSince(long arrival)
        {
            int low = 0, high = _falling.Count - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = _falling[middle].Arrival < arrival ? (middle + 1, high) : (low, middle);
            }

            return _falling[low].Height;
        }
    }
}
