using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>A place for the charts of each family of metrics, with the statistics of its series beside them.</summary>
internal static class HtmlFamilies
{
    private const int Digits = 4;

    public static void Write(HtmlPen pen, MeterReport report, ChartBook charts)
    {
        bool any = false;
        foreach (MetricFamily family in Enum.GetValues<MetricFamily>())
        {
            SeriesReport[] series =
            [
                .. report.Series.Where(each => each.Values.Length > 0 && MetricFamilies.Of(each.Channel) == family)
                    .OrderBy(each => MetricFamilies.Rank(each.Channel.Metric)),
            ];
            if (series.Length > 0)
            {
                Family(pen, family, series);
                any = true;
            }
        }

        if (!any)
        {
            pen.Element("p", "This report holds no series.", ("class", "quiet"));
        }
    }

    private static void Family(HtmlPen pen, MetricFamily family, SeriesReport[] series)
    {
        string name = MetricFamilies.Name(family);
        pen.Open("section", ("class", "family"), ("data-family", family.ToString()), ("aria-label", name));
        pen.Element("h3", name);
        pen.Open("div", ("class", "panels"));
        pen.Close();
        pen.Open("details");
        pen.Element("summary", $"Table: statistics of {Say.Number(family == MetricFamily.User ? "series of the program" : "line", series.Length).Replace("programs", "program", StringComparison.Ordinal)}");
        Statistics(pen, name, series);
        pen.Close();
        pen.Close();
    }

    private static void Statistics(HtmlPen pen, string name, SeriesReport[] series)
    {
        using HtmlTable table = new(
            pen, $"{name}: statistics", "Series", "Unit", new("Mean", true), new("Deviation", true), new("Least", true),
            new("Median", true), new("95 %", true), new("Greatest", true), new("Samples", true), "Source");
        foreach (SeriesReport each in series)
        {
            Row(table, each);
        }
    }

    private static void Row(HtmlTable table, SeriesReport series)
    {
        if (series.Statistics is not { } known)
        {
            table.Row(series.Channel.FullName, series.StatisticsUnit.Symbol, "", "", "", "", "", "", "0", series.Source);
            return;
        }

        // One unit for the line, that of its greatest figure; the exact values stay in the plain one.
        (double factor, string symbol) = SeriesSection.Unit(series.StatisticsUnit, Math.Max(Math.Abs(known.Min), Math.Abs(known.Max)));
        HtmlCell Cell(double value) => double.IsFinite(value)
            ? new HtmlCell(Figure.Significant(value / factor, Digits), value)
            : new HtmlCell(Figure.Fixed(value, 0));
        table.Row(
            series.Channel.FullName, symbol, Cell(known.Mean), Cell(known.StandardDeviation), Cell(known.Min), Cell(known.P50),
            Cell(known.P95), Cell(known.Max), HtmlCells.Count(known.Count), series.Source);
    }
}
