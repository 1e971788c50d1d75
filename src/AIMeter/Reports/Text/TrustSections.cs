using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Reports.Text;

/// <summary>What a reader needs to trust the figures: sources that were absent, what went wrong, own cost, machine, remarks.</summary>
internal static class TrustSections
{
    public static void Sources(TextPage page, MeterReport report)
    {
        page.Heading("Sources");
        string[] ready = [.. report.Sources.Where(source => source.IsReady && source.Reason is null).Select(Ready)];
        page.Paragraph(ready.Length == 0 ? "None is ready without limits." : $"ready: {string.Join(", ", ready)}", "  ", 2);
        foreach (SourceStatus source in report.Sources.Where(source => source.Reason is not null || !source.IsReady))
        {
            page.Bullet($"{source.Source} {(source.IsReady ? "ready, but limited" : "not available")}: {source.Reason}", source.IsReady ? "*" : "-");
            if (source.Remedy is { } remedy)
            {
                page.Paragraph($"remedy: {remedy}", "      ", 2);
            }
        }
    }

    public static void Quality(TextPage page, MeterReport report)
    {
        page.Heading("Quality");
        QualityReport quality = report.Quality;
        page.Paragraph($"{Say.Number("sample", quality.Samples)}; {Incidents(quality)}.", "  ", 2);
        TextTable table = new(new("When", true), new("Times", true), new("Where"), new("What"));
        foreach (QualityEvent happened in quality.Events)
        {
            string until = happened.Count > 1 ? $" to {Say.Time(happened.LastSeen)}" : "";
            table.Row($"{Say.Time(happened.FirstSeen)}{until}", Say.Count(happened.Count), happened.Subject, happened.Message);
        }

        if (quality.Events.Count > 0)
        {
            page.Table(table);
        }
    }

    public static void Overhead(TextPage page, MeterReport report)
    {
        page.Heading("Cost of measuring");
        OverheadReport cost = report.Overhead;
        string cpu = cost.PercentOfOneCore is { } percent ? $"{Figure.Significant(percent, 2)} % of one core" : "CPU share unknown";
        string time = cost.SamplerCpuTime is { } spent ? $" ({Say.Time(spent)} CPU time)" : "";
        string shared = cost.SharedBySessions > 1 ? $" · shared by {Say.Number("session", cost.SharedBySessions)}" : "";
        page.Paragraph(
            $"{cpu}{time} · {Say.Time(cost.ReadTime)} in {Say.Number("read", cost.Reads)} · start {Say.Time(cost.StartTime)} · "
            + $"stop {Say.Time(cost.StopTime)} · history {Say.Bytes(cost.HistoryBytes)}{shared}");
    }

    public static void Machine(TextPage page, MeterReport report)
    {
        if (report.Machine is not { } machine)
        {
            return;
        }

        page.Heading("Machine");
        string?[] facts =
        [
            machine.Cpu ?? "CPU unknown", Say.Number("hardware thread", machine.LogicalCpus),
            machine.MemoryBytes is { } memory ? $"{Say.Bytes(memory)} memory" : null,
            machine.OperatingSystem, machine.Kernel is { } kernel ? $"kernel {kernel}" : null,
            machine.Container is { } container ? $"in {container}" : null,
            $"{machine.Runtime} {machine.Architecture}", $"AIMeter {machine.AIMeterVersion}",
        ];
        page.Paragraph(string.Join(" · ", facts.Where(fact => fact is not null)));
    }

    public static void Notes(TextPage page, MeterReport report)
    {
        if (report.Notes.Count == 0)
        {
            return;
        }

        page.Heading("Notes");
        foreach (string note in report.Notes)
        {
            page.Bullet(note);
        }
    }

    private static string Ready(SourceStatus source) => source.Devices.Count == 0
        ? source.Source
        : $"{source.Source} ({string.Join(", ", source.Devices.Select(device => device.Id))})";

    private static string Incidents(QualityReport quality)
    {
        (string Noun, long Count)[] counts =
        [
            ("failed read", quality.FailedReads), ("missed tick", quality.MissedTicks), ("gap", quality.Gaps),
            ("counter reset", quality.CounterResets), ("impossible difference", quality.ImpossibleDeltas),
            ("counter wrap", quality.CounterWraps),
        ];
        string[] words =
        [
            .. counts.Where(entry => entry.Count > 0).Select(entry => Say.Number(entry.Noun, entry.Count)),
            .. Pause("asleep", quality.Suspended), .. Pause("garbage collections paused the process for", quality.GarbageCollectionPauses),
        ];
        return words.Length == 0 ? "no failed reads, gaps, resets or impossible differences" : string.Join(", ", words);
    }

    private static string[] Pause(string what, TimeSpan time) => time > TimeSpan.Zero ? [$"{what} {Say.Time(time)}"] : [];
}
