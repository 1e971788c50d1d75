namespace AIMetering.Accounting;

/// <summary>A point of a device's cumulative energy: at some moment of a bracket it had used so many joules.</summary>
/// <param name="Earliest">The bracket's begin, in seconds since the session's start.</param>
/// <param name="Latest">The bracket's end.</param>
/// <param name="Time">The best guess inside the bracket.</param>
/// <param name="Joules">The energy since the first read.</param>
/// <param name="Lost">What was lost up to here.</param>
/// <param name="Read">What the reads alone say, whatever the rhythm of the sensor.</param>
internal readonly record struct Knot(double Earliest, double Latest, double Time, double Joules, Losses Lost, ReadBracket Read = default)
{
    /// <summary>The same knot, known only as well as the reads alone tell.</summary>
    public Knot Unplaced => this with { Earliest = Read.Earliest, Latest = Read.Ended };
}

/// <summary>The reads around an update.</summary>
/// <param name="Earliest">The last read that gave the old value began here.</param>
/// <param name="Began">The first read that gave the new value began here.</param>
/// <param name="Ended">It ended here.</param>
internal readonly record struct ReadBracket(double Earliest, double Began, double Ended);

/// <summary>What a track could not see, summed from the session's start. A window's share is the difference of its ends.</summary>
/// <param name="Below">How many joules the estimate may be too high, from bridged losses.</param>
/// <param name="Above">How many joules the estimate may be too low, from bridged losses.</param>
/// <param name="Resets">Counter resets so far.</param>
/// <param name="Jumps">Rejected differences so far.</param>
/// <param name="Gaps">Gaps so far.</param>
/// <param name="Suspends">Sleeps of the machine so far.</param>
internal readonly record struct Losses(double Below, double Above, int Resets, int Jumps, int Gaps, int Suspends)
{
    /// <summary>Gets a number that changes with every loss: joules of different frames are not counted from the same start.</summary>
    public int Frame => Resets + Jumps + Gaps;

    public static Losses operator -(Losses after, Losses before) => new(
        after.Below - before.Below, after.Above - before.Above, after.Resets - before.Resets,
        after.Jumps - before.Jumps, after.Gaps - before.Gaps, after.Suspends - before.Suspends);
}

/// <summary>The cumulative energy of a track at one moment: estimate and limits, as the sensor counts it (its scale error comes later).</summary>
/// <param name="Seconds">The moment, since the session's start.</param>
/// <param name="Joules">The estimate.</param>
/// <param name="Low">The least it can be.</param>
/// <param name="High">The most it can be.</param>
/// <param name="Before">Losses up to the last knot before the moment.</param>
/// <param name="After">Losses up to the first knot after it.</param>
/// <param name="Lost">True when the sensor no longer answered at that moment.</param>
internal readonly record struct EdgeValue(
    double Seconds, double Joules, double Low, double High, Losses Before, Losses After, bool Lost)
{
    /// <summary>Nothing is known at that moment.</summary>
    public static EdgeValue Unknown(double seconds) => new(seconds, double.NaN, double.NaN, double.NaN, default, default, true);

    public bool IsKnown => !double.IsNaN(Joules);
}
