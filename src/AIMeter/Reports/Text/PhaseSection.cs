using System.Globalization;

namespace AIMetering.Reports.Text;

/// <summary>Phases as a tree, then what was counted and what each unit cost.</summary>
internal static class PhaseSection
{
    public static void Phases(TextPage page, MeterReport report)
    {
        if (report.Phases.Count == 0)
        {
            return;
        }

        page.Heading("Phases");
        TextTable table = new(
            new("Phase"), new("Runs", true), new("Time", true), new("Energy", true), new("Bound"),
            new("Mean of a run", true), new("Spread"), new("Mean power", true));
        string[] saidOfTotal = [.. Doubts.About(report.Energy)];
        foreach (PhaseReport phase in report.Phases)
        {
            Row(table, phase);
            foreach (string doubt in Doubts.About(phase.Energy).Except(saidOfTotal))
            {
                table.Remark($"! {phase.Path}: {doubt}");
            }
        }

        page.Table(table);
    }

    public static void Units(TextPage page, MeterReport report)
    {
        (string Where, UnitReport Unit)[] units =
        [
            .. report.Units.Select(unit => ("whole run", unit)),
            .. report.Phases.SelectMany(phase => phase.Units.Select(unit => (phase.Path, unit))),
        ];
        if (units.Length == 0)
        {
            return;
        }

        page.Heading("Per unit");
        TextTable table = new(new("Where"), new("Counted", true), new(""), new("Energy of one", true), new("Bound"), new("Yield", true));
        foreach ((string where, UnitReport unit) in units)
        {
            Row(table, where, unit);
        }

        page.Table(table);
    }

    private static void Row(TextTable table, PhaseReport phase)
    {
        bool repeated = phase.Count > 1 && phase.MeanEnergy.IsKnown;
        string open = phase.Unfinished > 0 ? string.Create(CultureInfo.InvariantCulture, $" +{phase.Unfinished} open") : "";
        table.Row(
            new string(' ', 2 * phase.Depth) + phase.Name, Say.Count(phase.Count) + open, Say.Time(phase.Duration),
            Say.Energy(phase.Energy).Value, Say.Energy(phase.Energy).Bound,
            repeated ? Say.Energy(phase.MeanEnergy).Value : "", repeated ? Say.Spread(phase.EnergyDeviation, phase.MeanEnergy) : "",
            Say.Power(phase.MeanPower, phase.Energy));
    }

    private static void Row(TextTable table, string where, UnitReport unit)
    {
        string one = Say.One(unit.Unit);
        Figure energy = Say.Energy(unit.EnergyPerUnit);
        table.Row(
            where, Say.Count(unit.Count), unit.Unit,
            unit.EnergyPerUnit.IsKnown ? $"{energy.Value}/{one}" : energy.Value, energy.Bound,
            unit.UnitsPerJoule is { } yield ? $"{Figure.Significant(yield, Digits(unit))} {unit.Unit}/J" : "");
    }

    /// <summary>How many digits of a yield the bound of its energy supports.</summary>
    public static int Digits(UnitReport unit) =>
        unit.EnergyPerUnit.RelativeBound is > 0 and { } bound ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(bound) + 1), 1, 6) : 4;
}
