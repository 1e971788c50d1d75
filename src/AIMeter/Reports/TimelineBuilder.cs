using AIMetering.Accounting;
using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>Makes the curve of the total energy over time from the histories of the tracks in the total.</summary>
internal static class TimelineBuilder
{
    // The finest step of any intensity known; at its edges the curve must be exact.
    private static readonly long Step = TimeSpan.FromMinutes(5).Ticks;

    // Between these edges more knots than this say nothing more.
    private const int MostKnots = 2000;

    /// <summary>The curve from the session's start to its end; null when no energy is known.</summary>
    /// <remarks>Its end is the report's total to the last bit; between, limits grow in proportion to the energy.</remarks>
    public static EnergyTimeline? Build(SessionRecorder recorder, IReadOnlyList<TrackHistory> histories, DeviceReport[] devices, DateTimeOffset startedAt) => Build(
        [.. devices.Index().Where(each => each.Item.Device.InTotal && each.Item.Energy.IsKnown).Select(each => (histories[each.Index], each.Item.Energy))],
        recorder.Start!.Seconds, recorder.End!.Seconds, startedAt);

    /// <summary>The curve of some tracks between two moments of their histories.</summary>
    internal static EnergyTimeline? Build(
        IReadOnlyList<(TrackHistory History, EnergyResult Energy)> tracks, double start, double end, DateTimeOffset startedAt)
    {
        if (tracks.Count == 0 || end <= start)
        {
            return null;
        }

        long first = startedAt.UtcTicks, last = first + Math.Max(1, (long)((end - start) * TimeSpan.TicksPerSecond));
        long[] ticks = Moments(first, last, tracks.Max(track => track.History.Seconds.Length));
        double[] joules = new double[ticks.Length], low = new double[ticks.Length], high = new double[ticks.Length];
        for (int knot = 0; knot < ticks.Length; knot++)
        {
            double moment = knot == ticks.Length - 1 ? end : start + ((ticks[knot] - first) / (double)(last - first) * (end - start));
            foreach ((TrackHistory history, EnergyResult energy) in tracks)
            {
                double part = Share(history, start, end, moment);
                joules[knot] += part * energy.Energy!.Value.Joules;
                low[knot] += part * energy.Low!.Value.Joules;
                high[knot] += part * energy.High!.Value.Joules;
            }

            KeepGrowing(knot, joules, low, high);
        }

        return new EnergyTimeline(ticks, joules, low, high);
    }

    // The ends, every five minutes of the clock however long the run was, and as many moments between as there were samples.
    private static long[] Moments(long first, long last, int samples)
    {
        int parts = Math.Clamp(samples, 2, MostKnots) - 1;
        SortedSet<long> moments = [.. Enumerable.Range(0, parts + 1).Select(part => first + (long)((Int128)(last - first) * part / parts))];
        for (long edge = ((first / Step) + 1) * Step; edge < last; edge += Step)
        {
            moments.Add(edge);
        }

        return [.. moments];
    }

    // Rounding may take the last bit back where nothing was drawn.
    private static void KeepGrowing(int knot, params ReadOnlySpan<double[]> curves)
    {
        foreach (double[] curve in curves)
        {
            curve[knot] = knot > 0 ? Math.Max(curve[knot], curve[knot - 1]) : curve[knot];
        }
    }

    // The share of a track's energy that was used up to a moment, by its history; by time where there is none.
    private static double Share(TrackHistory history, double start, double end, double moment)
    {
        double whole = At(history, end) - At(history, start);
        return whole > 0 ? Math.Clamp((At(history, moment) - At(history, start)) / whole, 0, 1) : (moment - start) / (end - start);
    }

    private static double At(TrackHistory history, double moment)
    {
        int place = Array.BinarySearch(history.Seconds, moment);
        if (place >= 0)
        {
            return history.Joules[place];
        }

        int after = ~place;
        if (history.Seconds.Length == 0 || after == 0)
        {
            return 0;
        }

        if (after == history.Seconds.Length)
        {
            return history.Joules[^1];
        }

        double share = (moment - history.Seconds[after - 1]) / (history.Seconds[after] - history.Seconds[after - 1]);
        return history.Joules[after - 1] + (share * (history.Joules[after] - history.Joules[after - 1]));
    }
}
