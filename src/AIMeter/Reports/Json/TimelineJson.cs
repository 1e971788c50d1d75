using AIMetering.Carbon;

namespace AIMetering.Reports.Json;

/// <summary>The energy over time in a JSON document: seconds since its first knot, exact to the tick.</summary>
internal static class TimelineJson
{
    public static TimelineDocument? Write(EnergyTimeline? timeline)
    {
        if (timeline is null)
        {
            return null;
        }

        (long[] ticks, double[] joules, double[] low, double[] high) = timeline.Knots;
        double[] seconds = Array.ConvertAll(ticks, tick => new TimeSpan(tick - ticks[0]).TotalSeconds);
        return new(timeline.Start, seconds, joules, low, high);
    }

    public static EnergyTimeline? Read(TimelineDocument? timeline) => timeline is null ? null : new(
        Array.ConvertAll(timeline.ElapsedSeconds.ToArray(), seconds => timeline.StartedAt.UtcTicks + DocumentReader.Time(seconds).Ticks),
        timeline.EnergyJoules.Span, timeline.LowJoules.Span, timeline.HighJoules.Span);
}
