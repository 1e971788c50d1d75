using System.Globalization;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>Coefficients from -1 to 1 between named series.</summary>
/// <param name="Title">What they are, such as <c>Pearson correlation</c>.</param>
/// <param name="Names">The names of rows and columns.</param>
/// <param name="Coefficients">The coefficients by row and column; not a number where none could be worked out.</param>
/// <param name="Strongest">The pairs worth a look.</param>
/// <param name="Notes">What a reader should know, such as which series were left out.</param>
internal sealed record CoefficientMatrix(
    string Title, IReadOnlyList<string> Names, double[,] Coefficients, IReadOnlyList<CoefficientPair> Strongest, IReadOnlyList<string> Notes);

/// <summary>How two series move together: coefficients, independent samples, p-value, and the share of false finds among all pairs up to it.</summary>
internal sealed record CoefficientPair(
    string First, string Second, double Pearson, double Spearman, double EffectiveSamples, double? P, double? FalseFinds);

/// <summary>The heat map: a table whose cells carry both the colour and the number.</summary>
internal static class HtmlHeatMap
{
    private const int Steps = 5;

    public static void Write(HtmlPen pen, CoefficientMatrix? matrix)
    {
        if (matrix is null || matrix.Names.Count == 0)
        {
            pen.Element("p", "No two series of this run vary together at enough points to be compared.", ("class", "quiet"));
            return;
        }

        Grid(pen, matrix);
        Pairs(pen, matrix);
        pen.Open("ul", ("class", "small-print"));
        foreach (string note in matrix.Notes)
        {
            pen.Element("li", note);
        }

        pen.Close();
    }

    private static void Pairs(HtmlPen pen, CoefficientMatrix matrix)
    {
        if (matrix.Strongest.Count == 0)
        {
            return;
        }

        using HtmlTable table = new(
            pen, "Strongest pairs", "One", "Other", new("Pearson", true), new("Spearman", true), new("Independent samples", true),
            new("p", true), new("False discovery rate", true));
        foreach (CoefficientPair pair in matrix.Strongest)
        {
            table.Row(
                pair.First, pair.Second, new(Figure.Fixed(pair.Pearson, 2), pair.Pearson), new(Figure.Fixed(pair.Spearman, 2), pair.Spearman),
                new(Figure.Significant(pair.EffectiveSamples, 2), pair.EffectiveSamples), Chance(pair.P), Chance(pair.FalseFinds));
        }
    }

    // Below a thousandth the digits of a chance mean nothing.
    private static HtmlCell Chance(double? p) =>
        p is not { } known ? new HtmlCell("unknown") : new HtmlCell(known < 0.001 ? "< 0.001" : Figure.Significant(known, 2), known);

    private static void Grid(HtmlPen pen, CoefficientMatrix matrix)
    {
        pen.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", matrix.Title));
        pen.Open("table", ("class", "heat"));
        pen.Element("caption", matrix.Title);
        pen.Open("thead");
        pen.Open("tr");
        pen.Element("td", "");
        for (int column = 0; column < matrix.Names.Count; column++)
        {
            pen.Element("th", Number(column), ("scope", "col"), ("title", matrix.Names[column]), ("abbr", matrix.Names[column]));
        }

        pen.Close();
        pen.Close();
        pen.Open("tbody");
        for (int row = 0; row < matrix.Names.Count; row++)
        {
            Row(pen, matrix, row);
        }

        pen.Close();
        pen.Close();
        pen.Close();
    }

    private static void Row(HtmlPen pen, CoefficientMatrix matrix, int row)
    {
        pen.Open("tr");
        pen.Element("th", $"{Number(row)} {matrix.Names[row]}", ("scope", "row"));
        for (int column = 0; column < matrix.Names.Count; column++)
        {
            double value = matrix.Coefficients[row, column];
            string words = double.IsNaN(value) ? "unknown" : Figure.Fixed(value, 2);
            pen.Open("td", ("class", Look(value)), ("title", $"{matrix.Names[row]} and {matrix.Names[column]}: {words}"));
            if (double.IsFinite(value))
            {
                pen.Figure(words, value);
            }

            pen.Close();
        }

        pen.Close();
    }

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Look(double value) => double.IsNaN(value)
        ? "heat-none"
        : string.Create(CultureInfo.InvariantCulture, $"heat-{(value < 0 ? "n" : "p")}{(int)Math.Round(Math.Min(1, Math.Abs(value)) * Steps)}");
}
