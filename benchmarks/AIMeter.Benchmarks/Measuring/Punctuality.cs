namespace AIMetering.Benchmarks.Measuring;

/// <summary>How well a series of ticks kept its deadlines, judged from the ticks alone, so that every loop is judged alike.</summary>
/// <param name="Rate">Ticks a second.</param>
/// <param name="Missed">Deadlines that passed without a tick.</param>
/// <param name="P50">Median lateness in seconds, against the deadlines that the most punctual ticks show.</param>
/// <param name="P99">Its 99th percentile.</param>
/// <param name="Max">Its greatest value among ticks less than one interval late; later ones are missed deadlines.</param>
internal readonly record struct Punctuality(double Rate, long Missed, double P50, double P99, double Max)
{
    // The few ticks this share of an interval before the deadline that was found count as on time.
    private const double Early = 0.02;

    public static Punctuality Of(ReadOnlySpan<double> seconds, double interval)
    {
        if (seconds.Length < 2)
        {
            return new(double.NaN, 0, double.NaN, double.NaN, double.NaN);
        }

        double phase = Phase(seconds, interval);
        double[] lateness = new double[seconds.Length];
        for (int tick = 0; tick < seconds.Length; tick++)
        {
            double cycles = ((seconds[tick] - phase) / interval) + Early;
            lateness[tick] = Math.Max(0, cycles - Math.Floor(cycles) - Early) * interval;
        }

        Array.Sort(lateness);
        double span = seconds[^1] - seconds[0];
        long due = (long)Math.Round(span / interval) + 1;
        return new((seconds.Length - 1) / span, Math.Max(0, due - seconds.Length),
            Spread.At(lateness, 0.5), Spread.At(lateness, 0.99), lateness[^1]);
    }

    // The deadline's place within the interval: where the earliest one in a thousand ticks lies, seen from the ticks' mean direction.
    private static double Phase(ReadOnlySpan<double> seconds, double interval)
    {
        (double x, double y) = (0, 0);
        foreach (double second in seconds)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * second / interval);
            (x, y) = (x + cos, y + sin);
        }

        double mean = Math.Atan2(y, x) / (2 * Math.PI) * interval;
        double[] around = new double[seconds.Length];
        for (int tick = 0; tick < around.Length; tick++)
        {
            double cycles = (seconds[tick] - mean) / interval;
            around[tick] = (cycles - Math.Round(cycles)) * interval;
        }

        Array.Sort(around);
        return mean + Spread.At(around, 0.001);
    }
}
