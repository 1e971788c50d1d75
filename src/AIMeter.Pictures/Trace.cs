using AIMetering.Readings;

namespace AIMetering.Pictures;

/// <summary>A series as it is drawn: pieces between its gaps.</summary>
internal sealed class Trace
{
    // As in the report's quality: more than so many intervals without a sample is a gap.
    private const double GapIntervals = 3;

    // So many points a piece of line has at most; each step of the width keeps its least and its greatest.
    private const int MostPoints = 4000;

    private Trace(IReadOnlyList<(double[] Seconds, double[] Values)> pieces) => Pieces = pieces;

    public IReadOnlyList<(double[] Seconds, double[] Values)> Pieces { get; }

    public bool IsEmpty => Pieces.Count == 0;

    public double Least => Pieces.SelectMany(piece => piece.Values).DefaultIfEmpty().Min();

    public double Greatest => Pieces.SelectMany(piece => piece.Values).DefaultIfEmpty().Max();

    /// <summary>The values of a gauge or power; of a counter its rate between two samples, which holds from the one to the other.</summary>
    public static Trace Of(SeriesReport series, TimeSpan interval)
    {
        (double[] seconds, double[] values) = Known(series);
        double longest = GapIntervals * Math.Max(interval.TotalSeconds * series.ThinnedBy, MiddleStep(seconds));
        bool isCumulative = series.Channel.Kind is ChannelKind.Counter or ChannelKind.EnergyCounter;
        List<(double[], double[])> pieces = [];
        for (int begin = 0, end; begin < seconds.Length; begin = end)
        {
            for (end = begin + 1; end < seconds.Length && seconds[end] - seconds[end - 1] <= longest && !(isCumulative && IsReset(seconds, values, end)); end++)
            {
            }

            (double[] xs, double[] ys) = isCumulative ? Rates(seconds[begin..end], values[begin..end]) : (seconds[begin..end], values[begin..end]);
            if (xs.Length > 0)
            {
                pieces.Add(Thinned(xs, ys));
            }
        }

        return new Trace(pieces);
    }

    // A counter that fell was reset: what it counted in between is not known, and less than nothing it was not.
    private static bool IsReset(double[] seconds, double[] values, int index) =>
        values[index] < values[index - 1] || seconds[index] <= seconds[index - 1];

    // A missing sample is NaN: it neither joins its neighbours nor counts as zero.
    private static (double[] Seconds, double[] Values) Known(SeriesReport series)
    {
        int[] known = [.. Enumerable.Range(0, series.Values.Length).Where(index => double.IsFinite(series.Values.Span[index]))];
        return ([.. known.Select(index => series.ElapsedSeconds.Span[index])], [.. known.Select(index => series.Values.Span[index])]);
    }

    private static double MiddleStep(double[] seconds)
    {
        double[] steps = [.. seconds.Skip(1).Zip(seconds, (later, earlier) => later - earlier).Order()];
        return steps.Length == 0 ? 0 : steps[steps.Length / 2];
    }

    // A stair: two points for each stretch between samples.
    private static (double[] Seconds, double[] Rates) Rates(double[] seconds, double[] values)
    {
        double[] xs = new double[2 * Math.Max(0, seconds.Length - 1)], ys = new double[xs.Length];
        for (int index = 0; index + 1 < seconds.Length; index++)
        {
            (xs[2 * index], xs[(2 * index) + 1]) = (seconds[index], seconds[index + 1]);
            ys[2 * index] = ys[(2 * index) + 1] = (values[index + 1] - values[index]) / (seconds[index + 1] - seconds[index]);
        }

        return (xs, ys);
    }

    private static (double[] Seconds, double[] Values) Thinned(double[] seconds, double[] values)
    {
        if (seconds.Length <= MostPoints)
        {
            return (seconds, values);
        }

        List<int> kept = [];
        int steps = MostPoints / 2;
        for (int step = 0; step < steps; step++)
        {
            int begin = (int)((long)step * values.Length / steps), end = (int)((long)(step + 1) * values.Length / steps);
            int least = begin, greatest = begin;
            for (int index = begin; index < end; index++)
            {
                least = values[index] < values[least] ? index : least;
                greatest = values[index] > values[greatest] ? index : greatest;
            }

            kept.Add(Math.Min(least, greatest));
            kept.Add(Math.Max(least, greatest));
        }

        return ([.. kept.Select(index => seconds[index])], [.. kept.Select(index => values[index])]);
    }
}
