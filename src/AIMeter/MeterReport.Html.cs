using System.Globalization;
using AIMetering.Analysis;
using AIMetering.Reports.Html;

namespace AIMetering;

public sealed partial class MeterReport
{
    /// <summary>Writes the report as one HTML page that needs nothing else: charts, tables, styles and scripts are inside it.</summary>
    /// <param name="options">Title and how many points a line may have; null takes the defaults.</param>
    /// <returns>The page. It opens offline, asks no network, follows the reader's light or dark theme and prints (docs/html-report.md).</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <remarks>
    /// Figures are rounded as in <see cref="ToText"/>; each carries its exact value in a <c>data</c> element. Whatever a name holds
    /// is shown as text.
    /// </remarks>
    public string ToHtml(HtmlReportOptions? options = null)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        WriteHtml(text, options);
        return text.ToString();
    }

    /// <summary>Writes the page that <see cref="ToHtml"/> gives. The writer stays open; its encoding must be UTF-8, which the page declares.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="options">Title and how many points a line may have; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public void WriteHtml(TextWriter writer, HtmlReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        HtmlReport.Write(this, writer, options ?? new(), Analysis());
    }

    /// <summary>Saves the page that <see cref="ToHtml"/> gives, whole or not at all.</summary>
    /// <param name="path">A file such as <c>run.html</c>, which is replaced, or a folder that takes a new file for each run.</param>
    /// <param name="options">Title and how many points a line may have; null takes the defaults.</param>
    /// <returns>The full path of the file.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names the remedy.</exception>
    public string SaveHtml(string path, HtmlReportOptions? options = null) =>
        new HtmlReportSink(nameof(SaveHtml), path, options).Save(this);

    private PageAnalysis Analysis()
    {
        DiagnosisReport found = Diagnose();
        return new(
            Coefficients(),
            [.. found.Bottlenecks.GroupBy(limit => (limit.Bottleneck, limit.Phase)).Select(group => Limit([.. group]))],
            [.. found.Unknown.Where(answer => answer.Phase is null).GroupBy(answer => (answer.Missing, answer.Remedy)).Select(group =>
                $"{string.Join(", ", group.Select(answer => Words(answer.Bottleneck)).Distinct())}: lacks {group.Key.Missing}. {group.Key.Remedy}".TrimEnd())]);
    }

    // The same on several devices is told once, with the numbers of the worst, as in the text form.
    private static RunLimit Limit(BottleneckAnswer[] group)
    {
        string devices = string.Join(", ", group.Select(limit => limit.Device).Order(StringComparer.Ordinal));
        return new(
            group[0].Phase is { } phase ? $"{devices} in {phase}" : devices, Words(group[0].Bottleneck), group[0].Share,
            [.. group[0].Evidence.Select(evidence => evidence.ToString())], group[0].Remedy);
    }

    private static string Words(Bottleneck bottleneck) => bottleneck switch
    {
        Bottleneck.MemoryBandwidth => "memory bandwidth",
        Bottleneck.Pcie => "PCIe",
        Bottleneck.NvLink => "NVLink",
        Bottleneck.IdleGaps => "idle gaps",
        Bottleneck.PowerCap => "power cap",
        Bottleneck.Thermal => "heat",
        _ => bottleneck.ToString().ToLowerInvariant(),
    };

    // Lags are left to Correlate: the map shows what moves at the same time.
    private CoefficientMatrix? Coefficients()
    {
        HeatSelection shown = HeatSelection.Of(this);
        CorrelationReport found = Correlate(new() { Include = shown.Series.Contains, MaxLag = TimeSpan.Zero, Top = HeatSelection.Pairs });
        return found.Series.Count < 2 ? null : new(
            string.Create(CultureInfo.InvariantCulture, $"Pearson correlation at {found.Points} common points"),
            [.. found.Series.Select(series => series.Name)], Grid(found),
            [.. found.Strongest.Select(pair => new CoefficientPair(
                pair.First, pair.Second, pair.Pearson, pair.Spearman, pair.EffectiveSamples, pair.PearsonP, pair.FalseDiscoveryRate))],
            [.. shown.Notes, .. found.Notes, .. found.Dropped.Select(dropped => $"{dropped.Name} took no part: {dropped.Reason}.")]);
    }

    private static double[,] Grid(CorrelationReport found)
    {
        int count = found.Series.Count;
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int index = 0; index < count; index++)
        {
            places.TryAdd(found.Series[index].Name, index); // a sampler of somebody's own may use a name twice
        }

        double[,] grid = new double[count, count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
            {
                grid[row, column] = row == column ? 1 : double.NaN;
            }
        }

        foreach (CorrelatedPair pair in found.Pairs)
        {
            (int first, int second) = (places[pair.First], places[pair.Second]);
            grid[first, second] = grid[second, first] = first == second ? 1 : pair.Pearson;
        }

        return grid;
    }
}
