using System.Globalization;
using AIMetering.Benchmarks.Measuring;

namespace AIMetering.Benchmarks.Trials;

/// <summary>Which figures make which line of the table, and what was aimed at.</summary>
internal static class OverheadRows
{
    public static IEnumerable<Row> Of(Figures figures) =>
    [
        .. Ticks(figures), .. Windows(figures, "", [("10", 0.15), ("100", 1.5), ("1000", null)]), .. Punctual(figures),
        .. Phase(figures), .. Start(figures), .. Memory(figures),
        .. GpuTicks(figures), .. Windows(figures, "8 GPUs ", [("10", 0.25), ("100", 2)]),
    ];

    private static IEnumerable<Row> Ticks(Figures figures)
    {
        (string Trial, string Note)[] ticks =
            [("tick 10Hz", "as at 10 Hz"), ("tick own", "in a row, without what is read 20 times a second or less")];
        foreach ((string trial, string note) in ticks.Where(tick => figures.Has(tick.Trial)))
        {
            FormattableString times =
                $"{figures[trial, "meter_us"]:0.0} µs / {figures[trial, "bare_us"]:0.0} µs; the calls of 10 Hz alone {figures[trial, "calls_us"]:0.0} µs";
            yield return Ratio(figures, trial, Text($"A tick of {figures[trial, "series"]:0} series ({note}) / the same reads by hand"), times);
            yield return Allocated(figures, trial, $"Allocated per tick ({note})");
        }
    }

    private static IEnumerable<Row> GpuTicks(Figures figures)
    {
        foreach (int gpus in new[] { 1, 2, 4, 8, 16 }.Where(gpus => figures.Has($"gpu tick {gpus}")))
        {
            string trial = $"gpu tick {gpus}";
            FormattableString times =
                $"{figures[trial, "meter_us"]:0.0} µs / {figures[trial, "bare_us"]:0.0} µs; {figures[trial, "meter_calls"]:0.0} / {figures[trial, "bare_calls"]:0.0} native calls";
            yield return Ratio(
                figures, trial, Text($"A tick of {gpus} simulated H100 ({figures[trial, "series"]:0} series) / the same native calls by hand"), times);
            yield return Allocated(figures, trial, $"Allocated per tick of {gpus}");
        }
    }

    private static Row Ratio(Figures figures, string trial, string what, FormattableString times)
    {
        Spread ratio = new(figures[trial, "ratio_low"], figures[trial, "ratio"], figures[trial, "ratio_high"]);
        return new(what, $"{Show(ratio)} ({Text(times)})", "1.3", ratio.Median <= 1.3);
    }

    private static Row Allocated(Figures figures, string trial, string what) =>
        new(what, Text($"{figures[trial, "bytes"]:0.##} B"), "0 B", figures[trial, "bytes"] < 0.01);

    private static IEnumerable<Row> Windows(Figures figures, string machine, (string Hertz, double? Target)[] rates)
    {
        foreach ((string hertz, double? target) in rates.Where(rate => figures.Has($"idle {machine}{rate.Hertz} Hz")))
        {
            string rate = $"{machine}{hertz} Hz", with = machine.Length == 0 ? "" : $", with {machine.Trim()}";
            Spread meter = figures.Difference($"meter {rate}", $"idle {rate}", "cpu_percent");
            Spread bare = figures.Difference($"bare {rate}", $"idle {rate}", "cpu_percent");
            Spread ratio = figures.Ratio($"meter {rate}", $"bare {rate}", $"idle {rate}", "cpu_percent");
            yield return new(
                $"The whole meter at {hertz} Hz{with}, above an idle process", $"{Show(meter)} % of a core",
                target is null ? "" : Text($"{target} %"), target is null ? null : meter.Median <= target);
            yield return new(
                $"A bare .NET loop of the same reads at {hertz} Hz{with}, above idle",
                $"{Show(bare)} % of a core; the meter takes {Show(ratio)} times that");
        }
    }

    private static IEnumerable<Row> Punctual(Figures figures)
    {
        foreach (string who in new[] { "meter", "bare" }.Where(who => figures.Has($"{who} 1000 Hz")))
        {
            string trial = $"{who} 1000 Hz", kept = Text($"{figures[trial, "hertz"]:0.0} Hz, {figures[trial, "missed"]:0} deadlines missed");
            string late = Text($"late by {figures[trial, "late_p50_us"]:0} µs (p50), {figures[trial, "late_p99_us"]:0} µs (p99)");
            yield return who == "meter"
                ? new("Asked for 1000 Hz", $"{kept}; {late}", "holds (within 1 %)", figures[trial, "hertz"] >= 990)
                : new("The bare loop, asked for 1000 Hz", $"{kept}; {late}");
        }
    }

    private static IEnumerable<Row> Phase(Figures figures)
    {
        if (!figures.Has("phase"))
        {
            yield break;
        }

        double of(string figure) => figures["phase", figure];
        double warm = of("back_to_back_us") - of("back_to_back_sensors_us"), cold = of("beside_us");
        yield return new(
            "Begin + end of a phase, beside the sensors, phases in a row",
            Text($"{warm:0.0} µs (with the sensors {of("back_to_back_us"):0.0} µs)"), "20 µs", warm <= 20);
        yield return new(
            "The same, 4 ms of sleep between all edges (cold caches, the sampler asleep)",
            Text($"{cold:0.0} µs (p95 {of("beside_p95_us"):0.0}); begin {of("begin_us"):0.0}, end {of("end_us"):0.0}, of these the sensors {of("sensors_us"):0.0} µs"),
            "20 µs", cold <= 20);
        yield return new(
            "Begin + end of a phase, wall time with the sensors",
            Text($"{of("back_to_back_wall_us"):0} µs in a row, {of("wall_us"):0} µs with sleep between the edges"));
        yield return new(
            "CPU of all threads for a phase", Text($"{of("process_us"):0} µs (the sampler's extra reads included); {of("bytes"):0} B allocated"));
    }

    private static IEnumerable<Row> Start(Figures figures)
    {
        if (!figures.Has("start"))
        {
            yield break;
        }

        double of(string figure) => figures["start", figure];
        yield return new(
            "`Start()` in a warm process, wall", Text($"{of("warm_ms"):0.0} ms (most {of("warm_max_ms"):0.0}; CPU {of("warm_cpu_ms"):0.0})"),
            "50 ms", of("warm_ms") <= 50);
        yield return new(
            "The first `Start()` of a process, wall", Text($"{of("cold_ms"):0} ms (CPU {of("cold_cpu_ms"):0}); the second {of("second_ms"):0.0} ms"));
        yield return new("`Stop()` in a warm process, wall", Text($"{of("stop_ms"):0.0} ms"));
        yield return new(
            "Resident memory of the first session of a process, 10 s at 10 Hz",
            Text($"+{of("running_bytes") / 1e6:0.0} MB while it runs, +{of("stopped_bytes") / 1e6:0.0} MB once it has made its report"),
            "20 MB", of("running_bytes") <= 20e6);
    }

    private static IEnumerable<Row> Memory(Figures figures)
    {
        if (!figures.Has("day"))
        {
            yield break;
        }

        double of(string figure) => figures["day", figure];
        yield return new(
            "History of 24 h at 10 Hz with 100 series",
            Text($"{of("history_bytes") / 1e6:0.0} MB, one sample in {of("thinned_by"):0} kept; 1 h: {of("history_bytes_1h") / 1e6:0.0} MB"),
            "bounded", of("history_bytes") <= 64L << 20);
        yield return new("The process meanwhile", Text($"heap +{of("heap_bytes") / 1e6:0.0} MB, resident +{of("resident_bytes") / 1e6:0.0} MB"));
        yield return new("The recorder alone, per tick of 100 series", Text($"{of("us_per_tick"):0.0} µs"));
        yield return new(
            "The report of that day",
            Text($"{of("report_seconds"):0.00} s wall, {of("report_resident_bytes") / 1e6:0} MB resident on top while it is held"));
    }

    private static string Show(Spread spread) => Text($"{spread.Median:0.000} [{spread.Low:0.000}, {spread.High:0.000}]");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
