using System.Globalization;
using AIMetering.Carbon;
using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>The head of the page: energy with its bound, mean power, time, carbon, and what the total lacks.</summary>
internal static class HtmlHeadline
{
    public static void Facts(HtmlPen pen, MeterReport report) => pen.Text(string.Create(
        CultureInfo.InvariantCulture,
        $"{report.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · sampled every {Say.Time(report.SamplingInterval)}"));

    public static void Write(HtmlPen pen, MeterReport report)
    {
        pen.Open("div", ("class", "tiles"));
        Energy(pen, report);
        Power(pen, report);
        Time(pen, report);
        Carbon(pen, report);
        pen.Close();
        Warnings(pen, report);
    }

    private static void Energy(HtmlPen pen, MeterReport report)
    {
        EnergyResult energy = report.Energy;
        Figure figure = Say.Energy(energy);
        Begin(pen, "Energy", "tile wide");
        Big(pen, figure.Value, energy.Energy?.Joules);
        if (energy.IsKnown)
        {
            pen.Element("p", $"{figure.Bound} ({Say.Percent(energy.RelativeBound)}) · {Say.WattHours(energy).Value}", ("class", "bound"));
            pen.Open("p", ("class", "how"));
            pen.Element("span", Say.Method(energy.Method), ("class", $"chip {Say.Method(energy.Method)}"));
            pen.Element("span", $"by {energy.Source}");
            pen.Close();
        }

        pen.Close();
    }

    private static void Power(HtmlPen pen, MeterReport report)
    {
        Begin(pen, "Mean power", "tile");
        Big(pen, report.MeanPower is null ? "unknown" : Say.Power(report.MeanPower, report.Energy), report.MeanPower?.Watts);
        if (report.NetEnergy is { IsKnown: true } net)
        {
            pen.Element("p", $"above idle {Say.Energy(net).Value} {Say.Energy(net).Bound}", ("class", "bound"));
        }

        pen.Close();
    }

    private static void Time(HtmlPen pen, MeterReport report)
    {
        Begin(pen, "Duration", "tile");
        Big(pen, Say.Time(report.Duration), report.Duration.TotalSeconds);
        pen.Element("p", $"{Say.Number("phase", report.Phases.Count)} · {Say.Number("sample", report.Quality.Samples)}", ("class", "bound"));
        pen.Close();
    }

    private static void Carbon(HtmlPen pen, MeterReport report)
    {
        Begin(pen, "Carbon, location-based", "tile carbon");
        CarbonResult? average = report.Carbon?.Average;
        Big(pen, average is null ? "unknown" : CarbonWords.Mass(average), average?.Mass?.Grams);
        if (average?.Mass is null)
        {
            pen.Element("p", average?.Reason ?? "It was not worked out for this report.", ("class", "bound"));
        }
        else
        {
            pen.Element("p", CarbonWords.Limits(average), ("class", "bound"));
            CarbonResult marginal = report.Carbon!.Marginal;
            pen.Open("p", ("class", "how"));
            pen.Text("marginal ");
            Small(pen, CarbonWords.Mass(marginal), marginal.Mass?.Grams);
            pen.Text(": an impact estimate, not for inventories");
            pen.Close();
        }

        pen.Close();
    }

    private static void Warnings(HtmlPen pen, MeterReport report)
    {
        string[] warnings =
        [
            .. report.EstimatedEnergy is null ? Array.Empty<string>()
                : report.MeasuredEnergy.IsKnown ? ["The total contains an estimate: a model of the hardware, not a sensor."]
                : ["The whole total is an estimate: a model of the hardware, not a sensor."],
            .. Doubts.About(report.Energy),
        ];
        if (warnings.Length == 0)
        {
            return;
        }

        pen.Open("ul", ("class", "warnings"), ("aria-label", "What is doubtful about the total"));
        foreach (string warning in warnings)
        {
            pen.Element("li", warning);
        }

        pen.Close();
    }

    private static void Begin(HtmlPen pen, string heading, string look)
    {
        pen.Open("div", ("class", look));
        pen.Element("h2", heading);
    }

    private static void Big(HtmlPen pen, string text, double? exact)
    {
        pen.Open("p", ("class", exact is null ? "big unknown" : "big"));
        Small(pen, text, exact);
        pen.Close();
    }

    private static void Small(HtmlPen pen, string text, double? exact)
    {
        if (exact is { } known)
        {
            pen.Figure(text, known);
        }
        else
        {
            pen.Text(text);
        }
    }
}
