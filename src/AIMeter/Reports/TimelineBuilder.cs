using AIMetering.Accounting;
using AIMetering.Carbon;

namespace AIMetering.Reports;

/// <summary>Makes the curve of the total energy over time from the histories of the tracks in the total.</summary>
internal static class TimelineBuilder
{
    // More knots than this say nothing more to intensities that change every five minutes.
    private const int MostKnots = 2000;

    /// <summary>The curve from the session's start to its end; null when no energy is known.</summary>
    /// <remarks>Its end is the report's total to the last bit; between, limits grow in proportion to the energy.</remarks>
    public static EnergyTimeline? Build(SessionRecorder recorder, IReadOnlyList<TrackHistory> histories, DeviceReport[] devices, DateTimeOffset startedAt)
    {
        (double start, double end) = (recorder.Start!.Seconds, recorder.End!.Seconds);
        int[] counted = [.. Enumerable.Range(0, devices.Length).Where(index => devices[index].Device.InTotal && devices[index].Energy.IsKnown)];
        if (counted.Length == 0 || end <= start)
        {
            return null;
        }

        int knots = (int)Math.Clamp(counted.Max(index => histories[index].Seconds.Length), 2, MostKnots);
        long[] ticks = new long[knots];
        double[] joules = new double[knots], low = new double[knots], high = new double[knots];
        for (int knot = 0; knot < knots; knot++)
        {
            double share = (double)knot / (knots - 1);
            ticks[knot] = startedAt.UtcTicks + (long)(share * (end - start) * TimeSpan.TicksPerSecond) + knot; // never two at one tick
            foreach (int index in counted)
            {
                double part = Share(histories[index], start, end, start + (share * (end - start)));
                joules[knot] += part * devices[index].Energy.Energy!.Value.Joules;
                low[knot] += part * devices[index].Energy.Low!.Value.Joules;
                high[knot] += part * devices[index].Energy.High!.Value.Joules;
            }

            KeepGrowing(knot, joules, low, high);
        }

        return new EnergyTimeline(ticks, joules, low, high);
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
