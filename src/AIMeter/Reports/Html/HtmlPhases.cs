using System.Globalization;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>The phases as a key to the bands of the charts.</summary>
internal static class HtmlPhases
{
    public static void Write(HtmlPen pen, MeterReport report)
    {
        if (report.Phases.Count == 0)
        {
            pen.Element("p", "The program marked no phases.", ("class", "quiet"));
            return;
        }

        pen.Open("ul", ("class", "phase-key"), ("aria-label", "Phases, shaded in the charts"));
        for (int index = 0; index < report.Phases.Count; index++)
        {
            Key(pen, report.Phases[index], index);
        }

        pen.Close();
    }

    private static void Key(HtmlPen pen, PhaseReport phase, int index)
    {
        pen.Open("li");
        pen.Element("span", "", ("class", string.Create(CultureInfo.InvariantCulture, $"swatch phase-{index % HtmlBars.Colours}")), ("aria-hidden", "true"));
        pen.Text(phase.Path);
        string runs = phase.Count + phase.Unfinished > 1 ? $" · {Say.Number("run", phase.Count + phase.Unfinished)}" : "";
        pen.Element("small", $"{Say.Time(phase.Duration)}{runs}");
        pen.Close();
    }
}
