using System.Globalization;
using AIMetering.Readings;
using AIMetering.Reports.Text;

namespace AIMetering.Analysis.Correlation;

/// <summary>Correlations for people: the user's series against the hardware first, then the strongest pairs.</summary>
internal static class CorrelationText
{
    private const int PerUserSeries = 5;
    private const int MostDropped = 12;

    public static string Write(CorrelationReport report, ReportTextOptions options)
    {
        options.Validate();
        TextPage page = new(options);
        page.Heading(report.Phase is null ? "Correlation" : $"Correlation in {report.Phase}");
        page.Paragraph(
            $"{Say.Number("pair", report.Pairs.Count)} of {Say.Count(report.Series.Count)} series at {Say.Number("point", report.Points)} of {Say.Time(report.Step)}; "
            + $"lags up to {Say.Time(report.MaxLag)} tried. A lag above zero: the second follows the first. p by effective samples; p* also by the number of lags.");
        User(page, report);
        Table(page, "Strongest pairs", report.Strongest, report.Points);
        Dropped(page, report);
        foreach (string note in report.Notes)
        {
            page.Bullet(note);
        }

        return page.ToString();
    }

    private static void User(TextPage page, CorrelationReport report)
    {
        HashSet<string> user = [.. report.Series.Where(series => series.Device.Kind == DeviceKind.User).Select(series => series.Name)];
        foreach (string series in user)
        {
            CorrelatedPair[] pairs = [.. report.Of(series).Where(pair => !pair.SameQuantity).Take(PerUserSeries)];
            Table(page, $"{series} against the rest", pairs, report.Points);
        }
    }

    // How many points a pair has in common is told where it is not all of them.
    private static void Table(TextPage page, string title, IReadOnlyList<CorrelatedPair> pairs, int points)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        page.Heading(title);
        TextTable table = new(
            new("First"), new("Second"), new("r", true), new("p", true), new("rho", true), new("p", true), new("n", true), new("n eff", true),
            new("lag", true), new("r there", true), new("p*", true));
        foreach (CorrelatedPair pair in pairs)
        {
            table.Row(
                pair.First, pair.Second, Signed(pair.Pearson), Chance(pair.PearsonP), Signed(pair.Spearman), Chance(pair.SpearmanP),
                pair.Samples == points ? "" : Say.Count(pair.Samples), Figure.Significant(pair.EffectiveSamples, 3),
                pair.BestLag == TimeSpan.Zero ? "0" : Lag(pair.BestLag), Signed(pair.BestPearson), Chance(pair.BestP));
        }

        page.Table(table);
    }

    private static void Dropped(TextPage page, CorrelationReport report)
    {
        foreach (DroppedSeries dropped in report.Dropped.Take(MostDropped))
        {
            page.Bullet($"{dropped.Name} left out: {dropped.Reason}");
        }

        if (report.Dropped.Count > MostDropped)
        {
            page.Bullet($"{Say.Count(report.Dropped.Count - MostDropped)} more series left out.");
        }
    }

    private static string Signed(double r) => r.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    private static string Lag(TimeSpan lag) => (lag < TimeSpan.Zero ? "-" : "+") + Say.Time(lag.Duration());

    /// <summary>A chance with two digits; a dash where it cannot be told.</summary>
    public static string Chance(double? p) => p switch
    {
        null => "-",
        < 1e-4 => "<1e-4",
        < 0.1 => p.Value.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => p.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
