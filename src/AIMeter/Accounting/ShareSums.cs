namespace AIMetering.Accounting;

/// <summary>Joules that were given out, the time of the device they stand for, and how far the same share of the truth may lie from them.</summary>
/// <remarks>
/// Everything adds up: a share is a sum of weight × energy over stretches of time. Its error comes from the turns between them: energy
/// that is placed too early at a turn goes to the stretch before it and is missing in the one after it. So a turn matters by as much as the
/// weight changes there, and not at all where it stays.
/// </remarks>
/// <param name="Joules">The joules.</param>
/// <param name="Seconds">The time of the device, by the same weights.</param>
/// <param name="Below">How far the truth may lie below the joules, but for the sensor's scale.</param>
/// <param name="Above">How far it may lie above them.</param>
internal readonly record struct ShareSums(double Joules, double Seconds, double Below, double Above)
{
    public static ShareSums operator +(ShareSums left, ShareSums right) =>
        new(left.Joules + right.Joules, left.Seconds + right.Seconds, left.Below + right.Below, left.Above + right.Above);

    public static ShareSums operator -(ShareSums left, ShareSums right) =>
        new(left.Joules - right.Joules, left.Seconds - right.Seconds, left.Below - right.Below, left.Above - right.Above);

    public static ShareSums operator *(ShareSums sums, double weight) =>
        new(sums.Joules * weight, sums.Seconds * weight, sums.Below * weight, sums.Above * weight);

    /// <summary>What was used between two turns, with what was lost in a gap that reaches into that time.</summary>
    public static ShareSums Between(EdgeValue from, EdgeValue to)
    {
        Losses lost = to.After - from.Before;
        return new(to.Joules - from.Joules, to.Seconds - from.Seconds, Math.Max(0, lost.Below), Math.Max(0, lost.Above));
    }

    /// <summary>The doubt that a turn brings to a share whose weight falls there by so much; it rises where that is negative.</summary>
    public static ShareSums Doubt(EdgeValue turn, double falls)
    {
        if (!turn.IsKnown)
        {
            return default;
        }

        double below = Math.Max(0, turn.Joules - turn.Low), above = Math.Max(0, turn.High - turn.Joules);
        return falls >= 0 ? new(0, 0, falls * below, falls * above) : new(0, 0, -falls * above, -falls * below);
    }
}
