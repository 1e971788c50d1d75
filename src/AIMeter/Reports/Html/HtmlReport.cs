using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>Puts a report into the page: the words stand in Assets/page.html, the figures go into its slots.</summary>
internal static class HtmlReport
{
    /// <param name="report">The report.</param>
    /// <param name="writer">Where the page goes.</param>
    /// <param name="options">Title and points; checked here.</param>
    /// <param name="analysis">What was found in the report; null when nobody looked.</param>
    public static void Write(MeterReport report, TextWriter writer, HtmlReportOptions options, PageAnalysis? analysis = null)
    {
        options.Validate();
        ChartBook charts = ChartBook.Of(report, options);
        HtmlPen pen = new(writer);
        foreach ((string words, string? slot) in HtmlAssets.Page)
        {
            writer.Write(words);
            if (slot is not null)
            {
                Fill(slot, pen, report, options, charts, analysis ?? PageAnalysis.None);
            }
        }
    }

    private static void Fill(
        string slot, HtmlPen pen, MeterReport report, HtmlReportOptions options, ChartBook charts, PageAnalysis analysis)
    {
        Action fill = slot switch
        {
            "title" => () => pen.Text(options.Title ?? report.Name),
            "policy" => () => pen.Text(HtmlAssets.Policy),
            "style" => () => pen.Raw(HtmlAssets.Style),
            "script" => () => pen.Raw(HtmlAssets.Script),
            "facts" => () => HtmlHeadline.Facts(pen, report),
            "headline" => () => HtmlHeadline.Write(pen, report),
            "phases" => () => HtmlPhases.Write(pen, report),
            "devices" => () => HtmlDevices.Write(pen, report, charts),
            "split" => () => HtmlSplit.Write(pen, report, charts),
            "carbon" => () => HtmlCarbon.Write(pen, report),
            "families" => () => HtmlFamilies.Write(pen, report, charts),
            "correlation" => () => HtmlHeatMap.Write(pen, analysis.Matrix),
            "limits" => () => HtmlLimits.Write(pen, analysis),
            "units" => () => HtmlUnits.Write(pen, report),
            "sources" => () => HtmlTrust.Sources(pen, report),
            "sensors" => () => HtmlTrust.Sensors(pen, report),
            "quality" => () => HtmlTrust.Quality(pen, report),
            "cost" => () => HtmlTrust.Cost(pen, report),
            "machine" => () => HtmlTrust.Machine(pen, report),
            "notes" => () => HtmlTrust.Notes(pen, report),
            "drawing" => () => pen.Text(charts.HowDrawn),
            "model" => () => pen.Raw(charts.ModelJson()),
            "data" => () => charts.WriteData(pen),
            "run" => () => pen.Text(report.RunId),
            "interval" => () => pen.Text(Say.Time(report.SamplingInterval)),
            "version" => () => pen.Text(report.Machine?.AIMeterVersion ?? ""),
            _ => throw new InvalidOperationException($"The page has a slot '{slot}' that nothing fills."),
        };
        fill();
    }
}
