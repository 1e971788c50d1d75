using System.Globalization;
using AIMetering.Analysis.Correlation;
using AIMetering.Reports.Text;

namespace AIMetering.Analysis.Comparison;

/// <summary>A comparison for people: a line for each quantity, then what to mind.</summary>
internal static class ComparisonText
{
    private const int Digits = 4;
    private const int DigitsOfDifference = 3;

    public static string Write(ReportComparison comparison, ReportTextOptions options)
    {
        options.Validate();
        TextPage page = new(options);
        page.Heading("Comparison");
        page.Paragraph($"A: {Runs(comparison.A)}");
        page.Paragraph($"B: {Runs(comparison.B)}");
        TextTable table = new(
            new("What"), new(""), new("A", true), new("B", true), new("B - A", true), new("", true), new("from", true), new("to", true), new("Difference"));
        foreach (QuantityComparison row in comparison.Rows)
        {
            Row(table, row);
        }

        page.Table(table);
        foreach (string warning in comparison.Warnings)
        {
            page.Bullet(warning, "!");
        }

        foreach (string note in comparison.Notes)
        {
            page.Bullet(note);
        }

        return page.ToString();
    }

    private static string Runs(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{Say.Number("run", names.Count)} ({string.Join(", ", names.Distinct())})";

    private static void Row(TextTable table, QuantityComparison row)
    {
        (double factor, string unit) = Scale(row);
        string Figure4(double? value) => value is { } known ? Figure.Significant(known / factor, Digits) : "unknown";
        string Signed(double? value) => value is { } known ? (known > 0 ? "+" : "") + Figure.Significant(known / factor, DigitsOfDifference) : "";
        table.Row(
            $"{row.Subject}{Kind(row)}", unit, Figure4(row.A?.Mean), Figure4(row.B?.Mean), Signed(row.Difference),
            row.Relative is { } relative ? $"{(relative > 0 ? "+" : "")}{Figure.Significant(relative * 100, DigitsOfDifference)} %" : "",
            Signed(row.Low), Signed(row.High), Verdict(row));
        if (row.Reason is { } reason)
        {
            table.Remark(reason);
        }
        else if (row.PValue is { } p)
        {
            table.Remark($"n {Say.Count(row.A!.Count)} and {Say.Count(row.B!.Count)}, {Percent(row.Confidence!.Value)} interval, p {CorrelationText.Chance(p)}"
                + (row.HedgesG is { } g ? $", g {Figure.Significant(g, DigitsOfDifference)}" : "")
                + $"; {Figure.Significant(row.MinimumDetectable!.Value / factor, DigitsOfDifference)} {unit} could be shown");
        }
    }

    private static string Percent(double share) => $"{Figure.Significant(share * 100, DigitsOfDifference)} %";

    private static string Kind(QuantityComparison row) => row.Quantity switch
    {
        ComparedQuantity.Power => ", power",
        ComparedQuantity.Duration => ", time",
        ComparedQuantity.Carbon => ", carbon",
        _ => "",
    };

    private static string Verdict(QuantityComparison row) => row.Verdict switch
    {
        ComparisonVerdict.Lower => "lower",
        ComparisonVerdict.Higher => "higher",
        ComparisonVerdict.NoDifferenceShown => "none shown",
        _ => "unknown",
    };

    // Both sides and the difference in one unit, that of the larger side.
    private static (double Factor, string Unit) Scale(QuantityComparison row)
    {
        double size = Math.Max(Math.Abs(row.A?.Mean ?? 0), Math.Abs(row.B?.Mean ?? 0));
        UnitScale? scale = row.Quantity switch
        {
            ComparedQuantity.Energy or ComparedQuantity.EnergyPerUnit => UnitScale.Joules,
            ComparedQuantity.Power => UnitScale.Watts,
            ComparedQuantity.Carbon => UnitScale.Grams,
            _ => null,
        };
        if (scale is null || size == 0 || !double.IsFinite(size))
        {
            return (1, row.Unit);
        }

        (double factor, string symbol) = scale.StepFor(size);
        int per = row.Unit.IndexOf('/', StringComparison.Ordinal);
        return (factor, per < 0 ? symbol : string.Create(CultureInfo.InvariantCulture, $"{symbol}{row.Unit.AsSpan(per)}"));
    }
}
