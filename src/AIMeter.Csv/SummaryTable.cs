using AIMetering.Carbon;
using AIMetering.Readings;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>The total, its parts, the devices and the carbon.</summary>
internal static class SummaryTable
{
    public static void Write(MeterReport report, CsvWriter csv)
    {
        csv.WriteHeader([
            "run_id", "name", "started_at_utc", "duration_seconds", "kind", "subject", "in_total", .. Cells.EnergyColumns,
            "net_energy_joules", "net_low_joules", "net_high_joules", "idle_power_watts", "mean_power_watts", "peak_power_watts",
            "refresh_period_seconds", "relative_gain_error", .. CarbonRows.Columns,
        ]);
        Row(csv, report, "total", report.Energy, report.NetEnergy);
        Row(csv, report, "measured", report.MeasuredEnergy);
        Row(csv, report, "estimated", report.EstimatedEnergy);
        Row(csv, report, "this process", report.Process?.Energy);
        Row(csv, report, "other than this process", report.Process?.Unattributed);
        foreach (DeviceReport device in report.Devices)
        {
            Device(csv, report, device);
        }

        foreach (CarbonResult result in CarbonRows.Of(report))
        {
            Carbon(csv, report, result.Signal.Label(), CarbonRows.Source(result), CarbonRows.Remarks(result));
            CarbonRows.Cells(csv, result);
            csv.EndRecord();
        }

        foreach (FootprintRow row in FootprintRow.Of(report))
        {
            Carbon(csv, report, row.Subject, row.Source, row.Remarks);
            row.Cells(csv);
            csv.EndRecord();
        }
    }

    private static void Row(CsvWriter csv, MeterReport report, string kind, EnergyResult? energy, EnergyResult? net = null)
    {
        if (energy is null)
        {
            return;
        }

        Run(csv, report, kind, report.Name);
        csv.Text(null);
        csv.Energy(energy);
        csv.Limits(net);
        csv.Number(null);
        csv.Number(energy.Energy is { } known && report.Duration > TimeSpan.Zero ? (known / report.Duration).Watts : null);
        csv.Number(null);
        csv.Number(null);
        csv.Number(null);
        CarbonRows.NoCells(csv);
        csv.EndRecord();
    }

    private static void Device(CsvWriter csv, MeterReport report, DeviceReport device)
    {
        Run(csv, report, "device", device.Device.Id);
        csv.WriteField(device.Device.InTotal);
        csv.Energy(device.Energy);
        csv.Limits(device.NetEnergy);
        csv.Number(device.Idle?.Power.Watts);
        csv.Number(device.MeanPower?.Watts);
        csv.Number(device.PeakPower?.Watts);
        csv.Seconds(device.RefreshPeriod);
        csv.Number(device.GainError);
        CarbonRows.NoCells(csv);
        csv.EndRecord();
    }

    // The cells of the energy stay empty but for source and remarks: the joules stand in the rows above.
    private static void Carbon(CsvWriter csv, MeterReport report, string subject, string? source, string? remarks)
    {
        Run(csv, report, "carbon", subject);
        csv.Text(null);
        csv.Limits(null);
        csv.Text(null);
        csv.Text(source);
        csv.Text(null);
        csv.Text(remarks);
        csv.Limits(null);
        csv.Number(null);
        csv.Number(null);
        csv.Number(null);
        csv.Number(null);
        csv.Number(null);
    }

    private static void Run(CsvWriter csv, MeterReport report, string kind, string subject)
    {
        csv.Text(report.RunId);
        csv.Text(report.Name);
        csv.WriteField(report.StartedAt.UtcDateTime);
        csv.Seconds(report.Duration);
        csv.Text(kind);
        csv.Text(subject);
    }
}
