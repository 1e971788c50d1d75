using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>What was counted and what one of it cost.</summary>
internal static class HtmlUnits
{
    public static void Write(HtmlPen pen, MeterReport report)
    {
        (string Where, UnitReport Unit)[] units =
        [
            .. report.Units.Select(unit => ("Whole run", unit)),
            .. report.Phases.SelectMany(phase => phase.Units.Select(unit => (phase.Path, unit))),
        ];
        if (units.Length == 0)
        {
            pen.Element("p", "The program counted nothing. phase.Count(\"tokens\", n) gives joules per token.", ("class", "quiet"));
            return;
        }

        using HtmlTable table = new(
            pen, "What was counted and what each of it cost", "Where", new("Counted", true), "Unit", new("Energy of one", true), new("Bound", true), new("Units per joule", true));
        foreach ((string where, UnitReport unit) in units)
        {
            table.Row(
                where, HtmlCells.Count(unit.Count), unit.Unit,
                unit.EnergyPerUnit.IsKnown ? HtmlCells.Energy(unit.EnergyPerUnit) : new HtmlCell("unknown", Note: unit.EnergyPerUnit.Reason),
                HtmlCells.Bound(unit.EnergyPerUnit),
                unit.UnitsPerJoule is { } yield ? new HtmlCell(Figure.Significant(yield, PhaseSection.Digits(unit)), yield) : "");
        }
    }
}
