using System.Globalization;

namespace AIMetering.Carbon.Providers;

/// <summary>Says of values that stand in for fresh ones which step of the fallback they are, and how old.</summary>
internal static class CacheLabel
{
    /// <summary>Such as "cached values are used: historical, fetched 2 h before; forecast, fetched 30 min before"; null for no
    /// points.</summary>
    public static string? Of(IEnumerable<IntensityPoint> points, DateTimeOffset now)
    {
        string[] steps =
            [.. points.GroupBy(point => point.Provenance.Kind).OrderBy(step => step.Key).Select(step => Step(step, now))];
        return steps.Length == 0 ? null : "cached values are used: " + string.Join("; ", steps);
    }

    /// <summary>The point with its age in its papers.</summary>
    public static IntensityPoint On(IntensityPoint point, DateTimeOffset now)
    {
        string label = $"from the cache, fetched {Text(Age(point, now))} before";
        string? note = point.Provenance.Note;
        return point with { Provenance = point.Provenance with { Note = note is null ? label : $"{note}; {label}" } };
    }

    private static string Step(IGrouping<IntensityKind, IntensityPoint> step, DateTimeOffset now)
    {
        string youngest = Text(step.Min(point => Age(point, now)));
        string oldest = Text(step.Max(point => Age(point, now)));
        return $"{step.Key.Label()}, fetched {(youngest == oldest ? oldest : $"{youngest} to {oldest}")} before";
    }

    private static TimeSpan Age(IntensityPoint point, DateTimeOffset now) => now - (point.Provenance.RetrievedAt ?? now);

    private static string Text(TimeSpan age) =>
        age < TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min")
        : age < TimeSpan.FromDays(2) ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days");
}
