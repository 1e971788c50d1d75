using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>What held a run back.</summary>
/// <param name="Where">The device, and the phase where it is not the whole run.</param>
/// <param name="What">The limit in words.</param>
/// <param name="Share">The part of the time looked at in which it applied; null when not known.</param>
/// <param name="Numbers">The numbers seen, each with the threshold it was held against.</param>
/// <param name="Remedy">What may be done; null when nothing is known.</param>
internal sealed record RunLimit(string Where, string What, double? Share, IReadOnlyList<string> Numbers, string? Remedy);

/// <summary>What an analysis adds to a page.</summary>
/// <param name="Matrix">Coefficients for the heat map; null when none were worked out.</param>
/// <param name="Limits">What held the run back, that which took most of it first.</param>
/// <param name="Untold">What could not be told, each with what is missing.</param>
internal sealed record PageAnalysis(CoefficientMatrix? Matrix, IReadOnlyList<RunLimit> Limits, IReadOnlyList<string> Untold)
{
    public static readonly PageAnalysis None = new(null, [], []);
}

/// <summary>The limits of a run with their evidence, and what there was no evidence for.</summary>
internal static class HtmlLimits
{
    public static void Write(HtmlPen pen, PageAnalysis analysis)
    {
        if (analysis.Limits.Count == 0)
        {
            pen.Element("p", "No rule that had the numbers it needs found a limit.", ("class", "quiet"));
        }
        else
        {
            using HtmlTable table = new(pen, "What held the run back", "Where", "Limit", new("Part of its time", true), "Numbers seen", "What may be done");
            foreach (RunLimit limit in analysis.Limits)
            {
                table.Row(limit.Where, limit.What, new(Say.Percent(limit.Share), limit.Share), string.Join("; ", limit.Numbers), limit.Remedy ?? "");
            }
        }

        Untold(pen, analysis.Untold);
    }

    private static void Untold(HtmlPen pen, IReadOnlyList<string> untold)
    {
        if (untold.Count == 0)
        {
            return;
        }

        pen.Open("details");
        pen.Element("summary", "What there is not enough evidence for");
        pen.Open("ul", ("class", "small-print"));
        foreach (string line in untold)
        {
            pen.Element("li", line);
        }

        pen.Close();
        pen.Close();
    }
}
