using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>Where the energy went: a bar per phase, cut by device, and the table behind it.</summary>
internal static class HtmlSplit
{
    public static void Write(HtmlPen pen, MeterReport report, ChartBook charts)
    {
        Device[] devices = [.. report.Devices.Select(device => device.Device)];
        if (devices.Length == 0)
        {
            pen.Element("p", "No device whose energy could be measured or estimated.", ("class", "quiet"));
            return;
        }

        Key(pen, [.. devices.Where(device => device.InTotal)], charts);
        Bars(pen, report, charts);
        Table(pen, report, devices);
    }

    private static void Key(HtmlPen pen, Device[] counted, ChartBook charts)
    {
        pen.Open("ul", ("class", "phase-key"), ("aria-label", "Devices in the total"));
        foreach (Device device in counted)
        {
            pen.Open("li");
            string colour = FormattableString.Invariant($"swatch fill-{charts.ColourOf(device) % HtmlBars.Colours}");
            pen.Element("span", "", ("class", colour), ("aria-hidden", "true"));
            pen.Text(device.Id);
            pen.Close();
        }

        pen.Close();
    }

    private static void Bars(HtmlPen pen, MeterReport report, ChartBook charts)
    {
        EnergyResult[] all = [report.Energy, .. report.Phases.Select(phase => phase.Energy)];
        double most = all.Max(energy => energy.High?.Joules ?? 0);
        if (most <= 0)
        {
            return;
        }

        using HtmlBars bars = new(pen, "Energy of the run and of each phase, by device; the same figures are in the table below");
        Bar(bars, "Whole run", 0, report.Energy, report.Devices.Select(device => (device.Device, device.Energy)), most, charts);
        foreach (PhaseReport phase in report.Phases)
        {
            Bar(bars, phase.Name, phase.Depth + 1, phase.Energy, phase.Devices, most, charts);
        }
    }

    private static void Bar(
        HtmlBars bars, string name, int depth, EnergyResult energy, IEnumerable<(Device Device, EnergyResult Energy)> parts, double most, ChartBook charts)
    {
        List<BarPart> cut = [];
        double from = 0;
        foreach ((Device device, EnergyResult part) in parts.Where(part => part.Device.InTotal && part.Energy.IsKnown))
        {
            double to = from + (part.Energy!.Value.Joules / most);
            cut.Add(new(from, to, charts.ColourOf(device), $"{device.Id}: {Say.Sentence(part)}"));
            from = to;
        }

        bars.Row(
            name, depth, energy.IsKnown ? $"{Say.Energy(energy).Value} {Say.Energy(energy).Bound}" : "unknown", cut,
            energy is { Low: { } low, High: { } high } ? (low.Joules / most, high.Joules / most) : null);
    }

    private static void Table(HtmlPen pen, MeterReport report, Device[] devices)
    {
        using HtmlTable table = new(
            pen, "Energy by phase and device",
            ["Phase", new("Runs", true), new("Time", true), new("All in the total", true), .. devices.Select(device => new HtmlColumn(device.Id, true))]);
        table.Row(
        [
            "Whole run", "", HtmlCells.Time(report.Duration), HtmlCells.Both(report.Energy),
            .. report.Devices.Select(device => HtmlCells.Both(device.Energy)),
        ]);
        foreach (PhaseReport phase in report.Phases)
        {
            table.Row(
            [
                new(phase.Name, Depth: phase.Depth + 1), HtmlCells.Count(phase.Count + phase.Unfinished), HtmlCells.Time(phase.Duration),
                HtmlCells.Both(phase.Energy), .. devices.Select(device => Part(phase, device)),
            ]);
        }
    }

    private static HtmlCell Part(PhaseReport phase, Device device)
    {
        foreach ((Device each, EnergyResult energy) in phase.Devices)
        {
            if (each.Id == device.Id)
            {
                return HtmlCells.Both(energy);
            }
        }

        return "";
    }
}
