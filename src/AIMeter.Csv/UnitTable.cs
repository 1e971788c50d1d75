using CsvHelper;

namespace AIMetering.Export;

/// <summary>A row per unit that was counted, over the run and in each phase.</summary>
internal static class UnitTable
{
    public static bool HasRows(MeterReport report) => report.Units.Count > 0 || report.Phases.Any(phase => phase.Units.Count > 0);

    public static void Write(MeterReport report, CsvWriter csv)
    {
        csv.WriteHeader([
            "run_id", "phase", "unit", "unit_count", "joules_per_unit", "low_joules_per_unit", "high_joules_per_unit", "units_per_joule",
            "method", "source", "caveats", "remarks",
        ]);
        Rows(csv, report, null, report.Units);
        foreach (PhaseReport phase in report.Phases)
        {
            Rows(csv, report, phase.Path, phase.Units);
        }
    }

    private static void Rows(CsvWriter csv, MeterReport report, string? phase, IReadOnlyList<UnitReport> units)
    {
        foreach (UnitReport unit in units)
        {
            csv.Text(report.RunId);
            csv.Text(phase);
            csv.Text(unit.Unit);
            csv.Number(unit.Count);
            csv.Limits(unit.EnergyPerUnit);
            csv.Number(unit.UnitsPerJoule);
            csv.Origin(unit.EnergyPerUnit);
            csv.EndRecord();
        }
    }
}
