using System.Globalization;
using AIMetering.Benchmarks.Measuring;

namespace AIMetering.Benchmarks.Trials;

/// <summary>Which figures make which line of the table, and what was aimed at.</summary>
internal static class OverheadRows
{
    public static IEnumerable<Row> Of(Figures figures) =>
        [.. Tick(figures), .. Windows(figures), .. Punctual(figures), .. Phase(figures), .. Start(figures), .. Memory(figures)];

    private static IEnumerable<Row> Tick(Figures figures)
    {
        foreach (string clock in new[] { "10Hz", "own" }.Where(clock => figures.Has($"tick {clock}")))
        {
            string trial = $"tick {clock}", note = clock == "10Hz" ? "as at 10 Hz" : "in a row, without what is read 20 times a second or less";
            Spread ratio = new(figures[trial, "ratio_low"], figures[trial, "ratio"], figures[trial, "ratio_high"]);
            yield return new(
                Text($"A tick of {figures[trial, "series"]:0} series ({note}) / the same reads by hand"),
                Text($"{Show(ratio)} ({figures[trial, "meter_us"]:0.0} µs / {figures[trial, "bare_us"]:0.0} µs; the system calls alone {figures[trial, "calls_us"]:0.0} µs)"),
                "1.3", ratio.Median <= 1.3);
            yield return new($"Allocated per tick ({note})", Text($"{figures[trial, "bytes"]:0.##} B"), "0 B", figures[trial, "bytes"] == 0);
        }
    }

    private static IEnumerable<Row> Windows(Figures figures)
    {
        foreach ((string hertz, double target) in new[] { ("10", 0.15), ("100", 1.5), ("1000", double.NaN) }.Where(each => figures.Has($"idle {each.Item1} Hz")))
        {
            string idle = $"idle {hertz} Hz";
            Spread meter = figures.Difference($"meter {hertz} Hz", idle, "cpu_percent"), bare = figures.Difference($"bare {hertz} Hz", idle, "cpu_percent");
            Spread ratio = figures.Ratio($"meter {hertz} Hz", $"bare {hertz} Hz", idle, "cpu_percent");
            yield return new($"The whole meter at {hertz} Hz, above an idle process", Text($"{Show(meter)} % of a core"), double.IsNaN(target) ? "" : Text($"{target} %"), double.IsNaN(target) ? null : meter.Median <= target);
            yield return new($"A bare .NET loop of the same reads at {hertz} Hz, above idle", Text($"{Show(bare)} % of a core; the meter takes {Show(ratio)} times that"));
        }
    }

    private static IEnumerable<Row> Punctual(Figures figures)
    {
        foreach (string who in new[] { "meter", "bare" }.Where(who => figures.Has($"{who} 1000 Hz")))
        {
            string trial = $"{who} 1000 Hz";
            double rate = figures[trial, "hertz"];
            yield return new(
                who == "meter" ? "Asked for 1000 Hz" : "The bare loop, asked for 1000 Hz",
                Text($"{rate:0.0} Hz, {figures[trial, "missed"]:0} deadlines missed; late by {figures[trial, "late_p50_us"]:0} µs (p50), {figures[trial, "late_p99_us"]:0} µs (p99), {figures[trial, "late_max_us"]:0} µs (most)"),
                who == "meter" ? "holds (within 1 %)" : "", who == "meter" ? rate >= 990 : null);
        }
    }

    private static IEnumerable<Row> Phase(Figures figures)
    {
        if (figures.Has("phase"))
        {
            double warm = figures["phase", "back_to_back_us"] - figures["phase", "back_to_back_sensors_us"], beside = figures["phase", "beside_us"];
            yield return new(
                "Begin + end of a phase, beside the sensors, phases in a row",
                Text($"{warm:0.0} µs (with the sensors {figures["phase", "back_to_back_us"]:0.0} µs)"), "20 µs", warm <= 20);
            yield return new(
                "The same, 4 ms of sleep between all edges (cold caches, the sampler asleep)",
                Text($"{beside:0.0} µs (p95 {figures["phase", "beside_p95_us"]:0.0}); begin {figures["phase", "begin_us"]:0.0}, end {figures["phase", "end_us"]:0.0}, of these the sensors {figures["phase", "sensors_us"]:0.0} µs"),
                "20 µs", beside <= 20);
            yield return new("Begin + end of a phase, wall time with the sensors", Text($"{figures["phase", "back_to_back_wall_us"]:0} µs in a row, {figures["phase", "wall_us"]:0} µs with sleep between the edges"));
            yield return new("CPU of all threads for a phase", Text($"{figures["phase", "process_us"]:0} µs (the sampler's extra reads included); {figures["phase", "bytes"]:0} B allocated"));
        }
    }

    private static IEnumerable<Row> Start(Figures figures)
    {
        if (figures.Has("start"))
        {
            double warm = figures["start", "warm_ms"];
            yield return new("`Start()` in a warm process, wall", Text($"{warm:0.0} ms (most {figures["start", "warm_max_ms"]:0.0}; CPU {figures["start", "warm_cpu_ms"]:0.0})"), "50 ms", warm <= 50);
            yield return new("The first `Start()` of a process, wall", Text($"{figures["start", "cold_ms"]:0} ms (CPU {figures["start", "cold_cpu_ms"]:0}); the second {figures["start", "second_ms"]:0.0} ms"));
            yield return new("`Stop()` in a warm process, wall", Text($"{figures["start", "stop_ms"]:0.0} ms"));
        }
    }

    private static IEnumerable<Row> Memory(Figures figures)
    {
        if (figures.Has("start"))
        {
            double running = figures["start", "running_bytes"], stopped = figures["start", "stopped_bytes"];
            yield return new("Resident memory of the first session of a process, 10 s at 10 Hz", Text($"+{running / 1e6:0.0} MB while it runs, +{stopped / 1e6:0.0} MB once it has made its report"), "20 MB", running <= 20e6);
        }

        if (figures.Has("day"))
        {
            yield return new(
                "24 h at 10 Hz with 100 series",
                Text($"{figures["day", "history_bytes"] / 1e6:0.0} MB of history, every {figures["day", "thinned_by"]:0}th sample kept ({figures["day", "rows"]:0} rows); heap +{figures["day", "heap_bytes"] / 1e6:0.0} MB, resident +{figures["day", "resident_bytes"] / 1e6:0.0} MB; 1 h: {figures["day", "history_bytes_1h"] / 1e6:0.0} MB of history"),
                "bounded", figures["day", "history_bytes"] <= 64L << 20);
            yield return new("The recorder alone, per tick of 100 series", Text($"{figures["day", "us_per_tick"]:0.0} µs"));
            yield return new("The report of that day", Text($"{figures["day", "report_seconds"]:0.00} s wall, {figures["day", "report_resident_bytes"] / 1e6:0} MB resident on top while it is held"));
        }
    }

    private static string Show(Spread spread) => Text($"{spread.Median:0.000} [{spread.Low:0.000}, {spread.High:0.000}]");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
