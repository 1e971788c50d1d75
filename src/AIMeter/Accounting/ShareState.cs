namespace AIMetering.Accounting;

/// <summary>What has been given out of one track up to a turn.</summary>
/// <param name="First">The energy at the session's start, or where it was known first.</param>
/// <param name="Last">The energy at the turn.</param>
/// <param name="Active">How many were active before the turn; less than none before the session's start.</param>
/// <param name="Head">What one head got in even splits.</param>
/// <param name="Attributed">What all that was active got.</param>
/// <param name="Rest">What was used while none was active.</param>
/// <param name="HasGap">Whether the energy at the turn itself was not known: <paramref name="Last"/> is of an earlier one.</param>
internal readonly record struct ShareState(
    EdgeValue First, EdgeValue Last, int Active, ShareSums Head, ShareSums Attributed, ShareSums Rest, bool HasGap)
{
    public const int BeforeTheStart = -1;

    public static readonly ShareState None = new(
        EdgeValue.Unknown(double.NaN), EdgeValue.Unknown(double.NaN), BeforeTheStart, default, default, default, false);

    /// <summary>Goes on with another number of active ones: what the turn may have misplaced lies between those before and those after it.</summary>
    /// <param name="active">How many are active from here on.</param>
    /// <param name="isListed">Whether each of them keeps its own sums from here on.</param>
    public ShareState Turn(int active, bool isListed) => this with
    {
        Active = active,
        Head = Active > 0 && active > 0 && !isListed ? Head + ShareSums.Doubt(Last, (1.0 / Active) - (1.0 / active)) : Head,
        Attributed = Attributed + ShareSums.Doubt(Last, (Active > 0 ? 1 : 0) - (active > 0 ? 1 : 0)),
        Rest = Rest + ShareSums.Doubt(Last, (Active == 0 ? 1 : 0) - (active == 0 ? 1 : 0)),
    };

    /// <summary>Gives out what was used up to the next turn.</summary>
    /// <param name="value">The energy there; while it is not known, the next known value closes the gap.</param>
    /// <param name="isListed">Whether each keeps its own sums.</param>
    public ShareState Give(EdgeValue value, bool isListed)
    {
        if (!value.IsKnown)
        {
            return this with { HasGap = Last.IsKnown };
        }

        ShareSums used = Used(value);
        double most = HasGap ? Math.Max(0, value.High - Last.Low) : 0; // nobody knows who was there for which of it
        ShareSums doubt = new(0, HasGap ? used.Seconds : 0, most, most);
        return new ShareState(
            First.IsKnown ? First : value, Raised(value), Active,
            Active > 0 && !isListed ? Head + (used * (1.0 / Active)) : Head,
            (Active > 0 ? Attributed + used : Attributed) + doubt,
            (Active == 0 ? Rest + used : Rest) + doubt, false);
    }

    /// <summary>What was used up to the next turn.</summary>
    public ShareSums Used(EdgeValue value) => value.IsKnown && Last.IsKnown ? ShareSums.Between(Last, Raised(value)) : default;

    /// <summary>The energy at the next turn: it never falls.</summary>
    public EdgeValue Raised(EdgeValue value) => !value.IsKnown ? Last : Last.IsKnown ? value with { Joules = Math.Max(Last.Joules, value.Joules) } : value;
}
