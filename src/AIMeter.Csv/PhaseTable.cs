using CsvHelper;

namespace AIMetering.Export;

/// <summary>A row per phase.</summary>
internal static class PhaseTable
{
    public static void Write(MeterReport report, CsvWriter csv)
    {
        csv.WriteHeader([
            "run_id", "path", "name", "depth", "count", "unfinished", "first_start_seconds", "duration_seconds", "mean_duration_seconds",
            "duration_deviation_seconds", .. Cells.EnergyColumns, "mean_energy_joules", "mean_low_joules", "mean_high_joules",
            "energy_deviation_joules", "net_energy_joules", "net_low_joules", "net_high_joules", "mean_power_watts", "drain_seconds",
        ]);
        foreach (PhaseReport phase in report.Phases)
        {
            Row(csv, report, phase);
        }
    }

    private static void Row(CsvWriter csv, MeterReport report, PhaseReport phase)
    {
        csv.Text(report.RunId);
        csv.Text(phase.Path);
        csv.Text(phase.Name);
        csv.WriteField(phase.Depth);
        csv.WriteField(phase.Count);
        csv.WriteField(phase.Unfinished);
        csv.Seconds(phase.FirstStart);
        csv.Seconds(phase.Duration);
        csv.Seconds(phase.MeanDuration);
        csv.Seconds(phase.DurationDeviation);
        csv.Energy(phase.Energy);
        csv.Limits(phase.MeanEnergy);
        csv.Number(phase.EnergyDeviation?.Joules);
        csv.Limits(phase.NetEnergy);
        csv.Number(phase.MeanPower?.Watts);
        csv.Seconds(phase.DrainTime);
        csv.EndRecord();
    }
}
