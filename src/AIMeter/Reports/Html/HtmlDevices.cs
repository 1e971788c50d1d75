using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>The table beside the power chart: what each device used.</summary>
internal static class HtmlDevices
{
    public static void Write(HtmlPen pen, MeterReport report, ChartBook charts)
    {
        if (!charts.Traces.Any(trace => trace.Power))
        {
            pen.Element("p", "No device has a series of power or energy to draw; Sources, below, says why.", ("class", "quiet"));
        }

        using HtmlTable table = new(
            pen, "Energy and power of each device", "Device", new("Energy", true), new("Bound", true), new("Mean power", true),
            new("Peak power", true), new("Above idle", true), "Method", "Source", "In the total");
        foreach (DeviceReport device in report.Devices)
        {
            Row(table, device);
        }

        table.Row(
            "Total", HtmlCells.Energy(report.Energy), HtmlCells.Bound(report.Energy), HtmlCells.Power(report.MeanPower, report.Energy), "",
            report.NetEnergy is { } net ? HtmlCells.Energy(net) : "", Say.Method(report.Energy.Method), report.Energy.Source, "");
    }

    private static void Row(HtmlTable table, DeviceReport device)
    {
        table.Row(
            new(device.Device.Id, Note: device.Device.Name == device.Device.Id ? null : device.Device.Name),
            HtmlCells.Energy(device.Energy), HtmlCells.Bound(device.Energy), HtmlCells.Power(device.MeanPower, device.Energy),
            device.PeakPower is { } peak ? new HtmlCell(Say.Power(peak, device.GainError), peak.Watts) : "",
            device.NetEnergy is { } net ? HtmlCells.Energy(net) : "", Say.Method(device.Energy.Method), device.Source,
            device.Device.InTotal ? "yes" : new HtmlCell("no", Note: device.Device.ExclusionReason ?? Containment(device.Device)));
        foreach (string doubt in Doubts.About(device.Energy))
        {
            table.Remark($"{device.Device.Id}: {doubt}");
        }
    }

    private static string? Containment(Device device) => device.PartOf is { } whole ? $"part of {whole}" : null;
}
