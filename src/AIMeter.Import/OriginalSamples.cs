namespace AIMetering.Importing;

/// <summary>One sample: the rows of all GPUs with one stamp, and when that was.</summary>
internal sealed record OriginalSample(DateTime Utc, List<OriginalRow> Rows)
{
    /// <summary>Gets or sets the time since the first sample.</summary>
    public TimeSpan Elapsed { get; set; }
}

/// <summary>Puts rows together into samples and gives each its time.</summary>
internal static class OriginalSamples
{
    /// <summary>The samples in the order of time; rows that go back in time are left out and told.</summary>
    public static List<OriginalSample> Of(OriginalTable table, TimeZoneInfo zone)
    {
        List<OriginalSample> samples = [];
        foreach (OriginalRow row in table.Rows)
        {
            OriginalSample? last = samples.Count > 0 ? samples[^1] : null;
            if (last is not null && row.Stamp == last.Rows[0].Stamp && last.Rows.TrueForAll(other => other.Gpu != row.Gpu))
            {
                last.Rows.Add(row);
                continue;
            }

            DateTime utc = ToUtc(row.Stamp, zone, last?.Utc);
            if (utc < last?.Utc)
            {
                table.LeftOut.Add((row.Stamp, "rows whose stamps go back in time were left out: the clock was set back, or two files were joined; split the file, or give the TimeZone"));
                continue;
            }

            samples.Add(new OriginalSample(utc, [row]));
        }

        Spread(samples, table.StampStep);
        return samples;
    }

    /// <summary>The middle interval between two samples; null when there is only one.</summary>
    public static TimeSpan? Interval(List<OriginalSample> samples)
    {
        TimeSpan[] steps = [.. samples.Skip(1).Zip(samples, (later, earlier) => later.Elapsed - earlier.Elapsed).Order()];
        return steps.Length == 0 ? null : steps[steps.Length / 2];
    }

    // In the hour that comes twice in autumn, the stamp is of the pass that does not go back.
    private static DateTime ToUtc(DateTime stamp, TimeZoneInfo zone, DateTime? previous)
    {
        IEnumerable<TimeSpan> offsets = zone.IsAmbiguousTime(stamp)
            ? zone.GetAmbiguousTimeOffsets(stamp).OrderDescending()
            : [zone.GetUtcOffset(stamp)];
        DateTime[] candidates = [.. offsets.Select(offset => DateTime.SpecifyKind(stamp - offset, DateTimeKind.Utc))];
        return Array.Find(candidates, utc => previous is null || utc >= previous) is { Ticks: > 0 } found ? found : candidates[^1];
    }

    // Stamps are cut, so samples that share one lie somewhere in its step; they are spread over it in their order.
    private static void Spread(List<OriginalSample> samples, TimeSpan step)
    {
        for (int first = 0, next; first < samples.Count; first = next)
        {
            for (next = first + 1; next < samples.Count && samples[next].Utc == samples[first].Utc; next++)
            {
            }

            for (int index = first; index < next; index++)
            {
                samples[index].Elapsed = samples[first].Utc - samples[0].Utc + (step * (index - first) / (next - first));
            }
        }
    }
}
