using AIMetering.Readings;

namespace AIMetering.Reports.Text;

/// <summary>One row per device, with its name, idle power and doubts beneath; then the carbon of their energy.</summary>
internal static class DeviceSection
{
    public static void Write(TextPage page, MeterReport report)
    {
        Devices(page, report);
        CarbonSection.Write(page, report);
    }

    private static void Devices(TextPage page, MeterReport report)
    {
        page.Heading("Devices");
        if (report.Devices.Count == 0)
        {
            page.Paragraph("No device whose energy could be measured or estimated.");
            return;
        }

        TextTable table = new(
            new("Device"), new("Energy", true), new("Bound"), new("Mean", true), new("Peak", true),
            new("Method"), new("Source"), new("Refresh", true), new("In total"));
        foreach (DeviceReport device in report.Devices)
        {
            Row(table, device);
        }

        page.Table(table);
    }

    private static void Row(TextTable table, DeviceReport device)
    {
        table.Row(
            device.Device.Id, Say.Energy(device.Energy).Value, Say.Energy(device.Energy).Bound,
            Say.Power(device.MeanPower, device.Energy), device.PeakPower is { } peak ? Say.Power(peak, device.GainError) : "",
            Say.Method(device.Energy.Method), device.Source,
            device.RefreshPeriod is { } period ? Say.Time(period) : "", device.Device.InTotal ? "yes" : "no");
        foreach (string remark in Remarks(device))
        {
            table.Remark(remark);
        }
    }

    private static IEnumerable<string> Remarks(DeviceReport device)
    {
        if (device.Device.Name != device.Device.Id)
        {
            yield return device.Device.Name;
        }

        if (!device.Device.InTotal)
        {
            yield return $"not in the total: {device.Device.ExclusionReason ?? Containment(device.Device)}";
        }

        if (device.Idle is { } idle)
        {
            yield return Idle(idle) + (device.NetEnergy is { } net ? $"; above idle {Say.Sentence(net)}" : "");
        }

        foreach (string doubt in Doubts.About(device.Energy))
        {
            yield return $"! {doubt}";
        }
    }

    private static string Containment(Device device) =>
        device.PartOf is { } whole ? $"part of {whole}" : $"a {device.Kind.ToString().ToLowerInvariant()} domain overlaps other devices";

    private static string Idle(IdlePower idle)
    {
        Figure power = Say.Power(idle.Power, idle.Low, idle.High);
        string origin = idle.Explicit ? "measured for" : "lowest stretch of the run,";
        return $"idle {power.Value} {power.Bound} ({origin} {Say.Time(idle.Duration)})";
    }
}
