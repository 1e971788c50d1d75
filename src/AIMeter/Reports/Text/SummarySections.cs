using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Reports.Text;

/// <summary>The head of the report: name, time, total energy, the share of this process.</summary>
internal static class SummarySections
{
    public static void Title(TextPage page, MeterReport report)
    {
        page.Title($"AIMeter · {report.Name}");
        page.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"started {report.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · wall time {Say.Time(report.Duration)} · ")
            + $"sampled every {Say.Time(report.SamplingInterval)}", " ");
        page.Paragraph($"run {report.RunId}", " ");
    }

    public static void Energy(TextPage page, MeterReport report)
    {
        page.Heading("Energy");
        TextTable table = new(
            new(""), new("Energy", true), new("Bound"), new("", true), new("", true), new("Mean power", true), new("Method"), new("Source"));
        Row(table, "Total", report.Energy, report.Duration);
        if (report.EstimatedEnergy is { } estimated)
        {
            Row(table, "  measured", report.MeasuredEnergy, report.Duration);
            Row(table, "  estimated", estimated, report.Duration);
        }

        Row(table, "Above idle", report.NetEnergy, report.Duration);
        page.Table(table);
        if (report.EstimatedEnergy is not null)
        {
            page.Bullet(
                report.MeasuredEnergy.IsKnown
                    ? "The total contains an estimate: a model of the hardware, not a sensor."
                    : "The whole total is an estimate: a model of the hardware, not a sensor.", "!");
        }
    }

    public static void Process(TextPage page, MeterReport report)
    {
        if (report.Process is not { } share)
        {
            return;
        }

        page.Heading("This process");
        TextTable table = new(
            new(""), new("Energy", true), new("Bound"), new("", true), new("", true), new("Mean power", true), new("Method"), new("Source"));
        Row(table, "This process", share.Energy, report.Duration);
        Row(table, "Everything else", share.Unattributed, report.Duration);
        Row(table, "CPU and memory", share.Shared, report.Duration);
        page.Table(table);
        page.Paragraph($"It took {Say.Percent(share.CpuTimeShare)} of the CPU time the host was busy. {share.Rule}");
    }

    private static void Row(TextTable table, string label, EnergyResult? result, TimeSpan duration)
    {
        if (result is null)
        {
            return;
        }

        Power? mean = result.Energy is { } energy && duration > TimeSpan.Zero ? energy / duration : null;
        string share = result.RelativeBound is { } bound ? $"({Say.Percent(bound)})" : "";
        table.Row(
            label, Say.Energy(result).Value, Say.Energy(result).Bound, share, Say.WattHours(result).Value,
            Say.Power(mean, result), Say.Method(result.Method), result.Source);
        foreach (string doubt in Doubts.About(result))
        {
            table.Remark($"! {label.Trim()}{(result.IsKnown ? ": " : " ")}{doubt}");
        }
    }
}
