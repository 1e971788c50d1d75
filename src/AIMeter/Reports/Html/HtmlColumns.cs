using System.Globalization;

namespace AIMetering.Reports.Html;

/// <summary>Columns side by side over time, as an SVG in percent of its place.</summary>
internal static class HtmlColumns
{
    private const double Gap = 0.08;           // of a column's width, to tell it from its neighbour
    private const double Floor = 0.98;         // the columns stand on a line

    /// <param name="pen">Where to write.</param>
    /// <param name="label">What it shows, for readers who do not see it.</param>
    /// <param name="top">What the highest column stands for.</param>
    /// <param name="from">The beginning of the first.</param>
    /// <param name="to">The end of the last.</param>
    /// <param name="columns">Heights as shares of the highest, and what each says when pointed at.</param>
    public static void Write(HtmlPen pen, string label, string top, string from, string to, (double Height, string Title)[] columns)
    {
        pen.Open("figure", ("class", "columns"));
        pen.Element("figcaption", top);
        pen.Open("svg", ("role", "img"), ("aria-label", label), ("width", "100%"), ("height", "110"));
        double width = 1.0 / columns.Length;
        for (int index = 0; index < columns.Length; index++)
        {
            (double height, string title) = columns[index];
            double tall = Math.Clamp(height, 0, 1) * Floor;
            pen.Open(
                "rect", ("x", Percent((index + (Gap / 2)) * width)), ("width", Percent((1 - Gap) * width)), ("y", Percent(Floor - tall)),
                ("height", Percent(tall)), ("class", "fill-0"));
            pen.Element("title", title);
            pen.Close();
        }

        pen.Element("line", "", ("x1", "0%"), ("x2", "100%"), ("y1", Percent(Floor)), ("y2", Percent(Floor)), ("class", "whisker"));
        pen.Close();
        pen.Open("p", ("class", "ends"), ("aria-hidden", "true"));
        pen.Element("span", from);
        pen.Element("span", to);
        pen.Close();
        pen.Close();
    }

    private static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
