using AIMetering.Reports.Text;

namespace AIMetering.Analysis.Bottlenecks;

/// <summary>The diagnosis for people: what held the run back, the numbers, and what could not be told.</summary>
internal static class DiagnosisText
{
    private const int Digits = 3;
    private const int MostShown = 20;

    public static string Write(DiagnosisReport report, ReportTextOptions options)
    {
        options.Validate();
        TextPage page = new(options);
        page.Heading("Bottlenecks");
        BottleneckAnswer[][] groups = [.. report.Bottlenecks.GroupBy(answer => (answer.Bottleneck, answer.Phase)).Select(group => group.ToArray())];
        if (groups.Length == 0)
        {
            page.Paragraph(report.Unknown.Any(answer => answer.Phase is null)
                ? "None found by the rules that had the numbers they need."
                : "None found.");
        }

        foreach (BottleneckAnswer[] group in groups.Take(MostShown))
        {
            Group(page, group);
        }

        if (groups.Length > MostShown)
        {
            page.Paragraph($"{Reports.Text.Say.Count(groups.Length - MostShown)} more.");
        }

        Unknown(page, report);
        return page.ToString();
    }

    public static string Say(Evidence evidence)
    {
        string value = $"{evidence.Series}: {Figure.Significant(evidence.Value, Digits)} {evidence.Unit}".TrimEnd() + $", {evidence.Meaning}";
        return evidence.Threshold is { } threshold ? $"{value} (the rule: {Figure.Significant(threshold, Digits)} {evidence.Unit}".TrimEnd() + ")" : value;
    }

    // The same on several devices is told once, with the numbers of the worst.
    private static void Group(TextPage page, BottleneckAnswer[] group)
    {
        string where = group[0].Phase is { } phase ? $" in {phase}" : "";
        string devices = string.Join(", ", group.Select(answer => answer.Device).Order(StringComparer.Ordinal));
        page.Bullet($"{devices}{where}: {Name(group[0].Bottleneck)}, {Reports.Text.Say.Percent(group[0].Share)} of {Of(group[0].Bottleneck)}");
        foreach (Evidence evidence in group[0].Evidence)
        {
            page.Paragraph(Say(evidence), "      ", 2);
        }

        if (group[0].Remedy is { } remedy)
        {
            page.Paragraph(remedy, "      ", 2);
        }
    }

    private static void Unknown(TextPage page, DiagnosisReport report)
    {
        (string Missing, string? Remedy, string Rules)[] gaps = [.. report.Unknown.Where(answer => answer.Phase is null)
            .GroupBy(answer => (answer.Missing, answer.Remedy))
            .Select(group => (group.Key.Missing!, group.Key.Remedy, string.Join(", ", group.Select(answer => Name(answer.Bottleneck)).Distinct())))];
        if (gaps.Length == 0)
        {
            return;
        }

        page.Heading("Not enough evidence");
        foreach ((string missing, string? remedy, string rules) in gaps)
        {
            page.Bullet($"{rules}: lacks {missing}. {remedy}".TrimEnd());
        }
    }

    private static string Of(Bottleneck bottleneck) =>
        bottleneck is Bottleneck.IdleGaps or Bottleneck.Host ? "the time between first and last load" : "the time under load";

    private static string Name(Bottleneck bottleneck) => bottleneck switch
    {
        Bottleneck.Compute => "compute-bound",
        Bottleneck.MemoryBandwidth => "memory-bandwidth-bound",
        Bottleneck.Pcie => "PCIe-bound",
        Bottleneck.NvLink => "NVLink-bound",
        Bottleneck.Host => "host-bound",
        Bottleneck.IdleGaps => "idle gaps",
        Bottleneck.PowerCap => "power-capped",
        _ => "thermally throttled",
    };
}
