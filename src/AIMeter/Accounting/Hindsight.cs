namespace AIMetering.Accounting;

/// <summary>What is known of the last update tells where the few before it must have been.</summary>
internal static class Hindsight
{
    // So many updates are placed anew: a session's first one is as sharp as the rhythm learned in its first second.
    private const int Updates = 16;

    /// <summary>Places the updates before the last one.</summary>
    /// <param name="knots">The knots of the updates.</param>
    /// <param name="clock">The rhythm of the sensor.</param>
    /// <param name="from">The first knot of that rhythm.</param>
    public static void Place(KnotRing knots, TickClock clock, int from)
    {
        double last = knots.Last.Time;
        for (int index = knots.Count - 2; index >= Math.Max(Math.Max(knots.First, from), knots.Count - 1 - Updates); index--)
        {
            ref Knot knot = ref knots[index];
            if (StepsBack(knot, clock, last) is not { } steps)
            {
                continue;
            }

            (double earliest, double latest) = clock.Before(steps);
            (earliest, latest) = (Math.Max(earliest, knot.Earliest), Math.Min(latest, knot.Latest));
            if (earliest <= latest && latest - earliest < knot.Latest - knot.Earliest)
            {
                double time = (earliest + latest) / 2;
                (earliest, latest) = clock.Loosen(earliest, latest, knot.Earliest, knot.Latest);
                knot = knot with { Earliest = earliest, Latest = latest, Time = time };
            }
        }
    }

    // How many periods ago the update came that a read saw: the last one before that read, where no other can have been, else the
    // only one between the reads around it.
    private static double? StepsBack(in Knot knot, TickClock clock, double last)
    {
        double slack = clock.Slack, steps = clock.StepsBackTo(knot.Read.Began);
        if (steps >= 1 && clock.Before(steps).Latest + slack <= knot.Read.Began && clock.Before(steps - 1).Earliest - slack > knot.Read.Ended)
        {
            return steps;
        }

        steps = Math.Round((last - knot.Time) / clock.Period);
        bool isTheOnlyOne = clock.Before(steps + 1).Latest + slack < knot.Earliest && clock.Before(steps - 1).Earliest - slack > knot.Latest;
        return steps >= 1 && isTheOnlyOne ? steps : null;
    }
}
