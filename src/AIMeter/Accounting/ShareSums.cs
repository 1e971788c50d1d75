namespace AIMetering.Accounting;

/// <summary>What has been shared out of one track so far. What a piece of work got is the difference of two of these.</summary>
/// <param name="Head">Joules for one head: <c>∫ P/n dt</c> over the time in which any was active.</param>
/// <param name="HeadSeconds">The time of the device for one head: <c>∫ 1/n dt</c>.</param>
/// <param name="HeadDoubt">The half-widths at turns within, each by how much the turn weighs.</param>
/// <param name="Below">How many joules one head may have got too many, from losses that were bridged.</param>
/// <param name="Above">How many joules one head may have got too few, from losses that were bridged.</param>
/// <param name="Attributed">Joules while any was active.</param>
/// <param name="AttributedSeconds">That time.</param>
/// <param name="Rest">Joules while none was active.</param>
/// <param name="RestSeconds">That time.</param>
/// <param name="WholeDoubt">The half-widths at turns between some and none.</param>
internal readonly record struct ShareSums(
    double Head, double HeadSeconds, double HeadDoubt, double Below, double Above,
    double Attributed, double AttributedSeconds, double Rest, double RestSeconds, double WholeDoubt)
{
    public static ShareSums operator -(ShareSums to, ShareSums from) => new(
        to.Head - from.Head, to.HeadSeconds - from.HeadSeconds, to.HeadDoubt - from.HeadDoubt, to.Below - from.Below, to.Above - from.Above,
        to.Attributed - from.Attributed, to.AttributedSeconds - from.AttributedSeconds, to.Rest - from.Rest, to.RestSeconds - from.RestSeconds,
        to.WholeDoubt - from.WholeDoubt);

    /// <summary>Adds what was used up to a turn.</summary>
    public ShareSums Plus(double joules, double seconds, Losses lost, Losses lostBefore, int active) => active == 0
        ? this with { Rest = Rest + joules, RestSeconds = RestSeconds + seconds }
        : this with
        {
            Head = Head + (joules / active),
            HeadSeconds = HeadSeconds + (seconds / active),
            Below = Below + (Math.Max(0, lost.Below - lostBefore.Below) / active),
            Above = Above + (Math.Max(0, lost.Above - lostBefore.Above) / active),
            Attributed = Attributed + joules,
            AttributedSeconds = AttributedSeconds + seconds,
        };

    /// <summary>Adds the doubt of a turn: what would move from those before it to those after it, were the energy at it another.</summary>
    public ShareSums Turned(double halfWidth, int before, int after) => before > 0 && after > 0
        ? this with { HeadDoubt = HeadDoubt + (halfWidth * Math.Abs((1.0 / before) - (1.0 / after))) }
        : this with { WholeDoubt = WholeDoubt + (before == after ? 0 : halfWidth) };
}

/// <summary>The turn at which a piece of work began.</summary>
/// <param name="Value">The energy there.</param>
/// <param name="Sums">What had been shared out until then.</param>
/// <param name="Doubt">The half-width there for one head.</param>
internal readonly record struct ShareMark(EdgeValue Value, ShareSums Sums, double Doubt)
{
    /// <summary>Gets the half-width there.</summary>
    public double HalfWidth => Math.Max(0, Math.Max(Value.Joules - Value.Low, Value.High - Value.Joules));
}
