namespace AIMetering.Accounting;

/// <summary>The latest knots of a track, and what they say of the energy at any moment near them.</summary>
internal sealed class KnotRing
{
    /// <summary>How many knots are kept: many more than lie between an edge and the read that settles it.</summary>
    public const int Kept = 64;

    private readonly Knot[] _knots = new Knot[Kept];

    /// <summary>Gets how many knots there have been.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the index of the oldest knot that is kept.</summary>
    public int First => Math.Max(0, Count - Kept);

    public ref Knot Last => ref this[Count - 1];

    public ref Knot this[int index] => ref _knots[index % Kept];

    public void Add(Knot knot)
    {
        _knots[Count % Kept] = knot;
        Count++;
    }

    /// <summary>The index of the first knot after a moment; the count when there is none.</summary>
    public int FirstAfter(double seconds)
    {
        int after = Count;
        while (after > First && this[after - 1].Time > seconds)
        {
            after--;
        }

        return after;
    }

    /// <summary>The least and the most the energy can be at a moment: it cannot fall, and cannot grow faster than the device draws.</summary>
    /// <param name="seconds">The moment.</param>
    /// <param name="frame">The frame of losses the joules are counted in; knots beyond a loss are counted from another start.</param>
    /// <param name="watts">The most the device can draw, as the sensor shows it.</param>
    /// <param name="quantum">The smallest step of the counter, in joules.</param>
    public (double Low, double High) Enclose(double seconds, int frame, double watts, double quantum)
    {
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (int index = First; index < Count; index++)
        {
            ref Knot knot = ref this[index];
            if (knot.Lost.Frame == frame)
            {
                low = Math.Max(low, knot.Joules - (watts * Math.Max(0, knot.Latest - seconds)));
                high = Math.Min(high, knot.Joules + quantum + (watts * Math.Max(0, seconds - knot.Earliest)));
            }
        }

        return (low, Math.Max(low, high));
    }

    /// <summary>The energy at a moment by the straight line between knots.</summary>
    /// <param name="seconds">The moment.</param>
    /// <param name="after">The first knot after it.</param>
    /// <param name="watts">The power to go on with beyond the last knot, and before the first where there is no second.</param>
    public double Interpolate(double seconds, int after, double watts)
    {
        if (after == First)
        {
            return this[after].Joules - (Slope(after, watts) * (this[after].Time - seconds));
        }

        Knot left = this[after - 1];
        return left.Joules + ((after == Count ? watts : Slope(after - 1, watts)) * (seconds - left.Time));
    }

    private double Slope(int index, double otherwise)
    {
        if (index + 1 >= Count)
        {
            return otherwise;
        }

        (Knot left, Knot right) = (this[index], this[index + 1]);
        return right.Time > left.Time ? (right.Joules - left.Joules) / (right.Time - left.Time) : otherwise;
    }
}
