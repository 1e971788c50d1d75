using System.Globalization;
using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>What a reader needs to trust the figures: sources, sensors, what went wrong, own cost, machine, remarks.</summary>
internal static class HtmlTrust
{
    public static void Sources(HtmlPen pen, MeterReport report)
    {
        using HtmlTable table = new(pen, "Sources that were looked for", "Source", "State", "Devices", "Why, or what is limited", "Remedy");
        foreach (SourceStatus source in report.Sources)
        {
            table.Row(
                source.Source, !source.IsReady ? "not available" : source.Reason is null ? "ready" : "ready, limited",
                string.Join(", ", source.Devices.Select(device => device.Id)), source.Reason ?? "", new(source.Remedy ?? "", IsCode: true));
        }
    }

    public static void Sensors(HtmlPen pen, MeterReport report)
    {
        using HtmlTable table = new(
            pen, "Sensors behind the energy", "Device", "Source", "Method", new("Refresh period seen", true), new("Scale error assumed", true),
            new("First raw count", true), new("Last raw count", true), new("Idle power", true), "Idle from");
        foreach (DeviceReport device in report.Devices)
        {
            table.Row(
                device.Device.Id, device.Source, Say.Method(device.Energy.Method), HtmlCells.Time(device.RefreshPeriod),
                new($"± {Say.Percent(device.GainError)}", device.GainError), Raw(device.RawCounter?.First), Raw(device.RawCounter?.Last),
                device.Idle is { } idle ? new HtmlCell(Say.Power(idle.Power, idle.Low, idle.High).Value, idle.Power.Watts, Say.Power(idle.Power, idle.Low, idle.High).Bound) : "",
                device.Idle is { } stretch ? $"{(stretch.Explicit ? "measured for" : "lowest stretch,")} {Say.Time(stretch.Duration)}" : "");
        }
    }

    public static void Quality(HtmlPen pen, MeterReport report)
    {
        QualityReport quality = report.Quality;
        using (HtmlTable table = new(
            pen, "What went wrong while measuring", new("Samples", true), new("Failed reads", true), new("Missed wake-ups", true), new("Gaps", true),
            new("Counter resets", true), new("Impossible differences", true), new("Counter wraps", true), new("Asleep", true), new("GC pauses", true)))
        {
            table.Row(
                HtmlCells.Count(quality.Samples), HtmlCells.Count(quality.FailedReads), HtmlCells.Count(quality.MissedTicks),
                HtmlCells.Count(quality.Gaps), HtmlCells.Count(quality.CounterResets), HtmlCells.Count(quality.ImpossibleDeltas),
                HtmlCells.Count(quality.CounterWraps), HtmlCells.Time(quality.Suspended), HtmlCells.Time(quality.GarbageCollectionPauses));
        }

        if (quality.Events.Count == 0)
        {
            return;
        }

        using HtmlTable events = new(pen, "Events", new("First", true), new("Last", true), new("Times", true), "Where", "What");
        foreach (QualityEvent happened in quality.Events)
        {
            events.Row(
                HtmlCells.Time(happened.FirstSeen), HtmlCells.Time(happened.LastSeen), HtmlCells.Count(happened.Count), happened.Subject, happened.Message);
        }
    }

    public static void Cost(HtmlPen pen, MeterReport report)
    {
        OverheadReport cost = report.Overhead;
        Facts(
            pen,
            ("CPU of the sampler", cost.PercentOfOneCore is { } percent ? $"{Figure.Significant(percent, 2)} % of one core" : "unknown"),
            ("CPU time", cost.SamplerCpuTime is { } spent ? Say.Time(spent) : "unknown"),
            ("Inside reads", $"{Say.Time(cost.ReadTime)} in {Say.Number("read", cost.Reads)}"),
            ("Start and stop", $"{Say.Time(cost.StartTime)}, {Say.Time(cost.StopTime)}"),
            ("History", Say.Bytes(cost.HistoryBytes)),
            ("Sessions that shared the sampler", Say.Count(cost.SharedBySessions)));
    }

    public static void Machine(HtmlPen pen, MeterReport report)
    {
        if (report.Machine is not { } machine)
        {
            pen.Element("p", "The machine was not described.", ("class", "quiet"));
            return;
        }

        Facts(
            pen,
            ("Processor", machine.Cpu ?? "unknown"),
            ("Hardware threads", Say.Count(machine.LogicalCpus)),
            ("Memory", machine.MemoryBytes is { } memory ? Say.Bytes(memory) : "unknown"),
            ("Operating system", machine.OperatingSystem),
            ("Kernel", machine.Kernel ?? "unknown"),
            ("Container or virtual machine", machine.Container ?? "none noticed"),
            ("Runtime", $"{machine.Runtime} {machine.Architecture}"),
            ("AIMeter", machine.AIMeterVersion));
    }

    public static void Notes(HtmlPen pen, MeterReport report)
    {
        pen.Open("ul", ("class", "small-print"));
        foreach (string note in report.Notes)
        {
            pen.Element("li", note);
        }

        pen.Close();
    }

    private static HtmlCell Raw(double? count) =>
        count is { } known ? new HtmlCell(known.ToString("R", CultureInfo.InvariantCulture), known) : "";

    private static void Facts(HtmlPen pen, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        pen.Open("dl", ("class", "facts"));
        foreach ((string name, string value) in facts)
        {
            pen.Open("div");
            pen.Element("dt", name);
            pen.Element("dd", value);
            pen.Close();
        }

        pen.Close();
    }
}
