namespace AIMetering.Export;

/// <summary>Writes the samples that a report kept as the parts of a run.</summary>
internal sealed class KeptSamples(RunFolder run, RunManifest manifest, MeterReport report)
{
    private readonly long _interval = Math.Max(1, report.SamplingInterval.Ticks);
    private readonly int[] _next = new int[report.Series.Count];
    private readonly List<RunPart> _parts = [];
    private int _number;

    public RunPart[] Write()
    {
        for (long end = FirstEnd(); end != long.MaxValue;)
        {
            using ReadingTables tables = new(run, _number++, manifest);
            end = Fill(tables, end);
            tables.Complete();
            _parts.Add(tables.Part);
        }

        return [.. _parts];
    }

    // Interval by interval, as the readings came; an interval in which nothing was kept is passed over.
    private long Fill(ReadingTables tables, long end)
    {
        while (end != long.MaxValue && !tables.IsFull)
        {
            long next = long.MaxValue;
            for (int series = 0; series < _next.Length; series++)
            {
                next = Math.Min(next, Take(tables, series, end));
            }

            end = EndAfter(next);
        }

        return end;
    }

    private long Take(ReadingTables tables, int number, long end)
    {
        SeriesReport series = report.Series[number];
        ReadOnlySpan<double> seconds = series.ElapsedSeconds.Span, values = series.Values.Span;
        for (ref int at = ref _next[number]; at < values.Length; at++)
        {
            long ticks = Ticks(seconds[at]);
            if (ticks >= end)
            {
                return ticks;
            }

            tables.Add(number, ticks, values[at]);
        }

        return long.MaxValue;
    }

    private long FirstEnd() => EndAfter(report.Series
        .Where(series => series.ElapsedSeconds.Length > 0)
        .Select(series => Ticks(series.ElapsedSeconds.Span[0]))
        .DefaultIfEmpty(long.MaxValue)
        .Min());

    private long EndAfter(long ticks) => ticks == long.MaxValue ? ticks : ((Math.DivRem(ticks, _interval, out long rest) - (rest < 0 ? 1 : 0)) + 1) * _interval;

    private static long Ticks(double seconds) => (long)Math.Round(seconds * TimeSpan.TicksPerSecond);
}
