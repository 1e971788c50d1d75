using AIMetering.Carbon;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>The carbon of the run: the signals side by side and never added, then over time.</summary>
internal static class HtmlCarbon
{
    public static void Write(HtmlPen pen, MeterReport report)
    {
        CarbonResult[] results = report.Carbon is { } carbon
            ? [.. new[] { carbon.Average, carbon.Marginal, carbon.MarketBased }.OfType<CarbonResult>()]
            : [];
        if (results.All(result => result.Mass is null))
        {
            string[] reasons = results.Length == 0 ? ["It was not worked out for this report."] : [.. results.Select(result => result.Reason!).Distinct()];
            foreach (string reason in reasons)
            {
                pen.Element("p", $"Unknown: {reason}", ("class", "unknown-note"));
            }

            Footprint(pen, report.Carbon);
            return;
        }

        Signals(pen, results);
        Footprint(pen, report.Carbon);
        Buckets(pen, report);
        Small(pen, report, results);
    }

    private static void Signals(HtmlPen pen, CarbonResult[] results)
    {
        double most = results.Max(result => result.High?.Grams ?? 0);
        using (HtmlBars bars = new(pen, "Carbon by signal; the same figures are in the table below"))
        {
            for (int index = 0; index < results.Length && most > 0; index++)
            {
                CarbonResult result = results[index];
                bars.Row(
                    CarbonWords.Name(result.Signal), 0, CarbonWords.Mass(result),
                    result.Mass is { } mass ? [new(0, mass.Grams / most, index, CarbonWords.Mass(result))] : [],
                    result is { Low: { } low, High: { } high } ? (low.Grams / most, high.Grams / most) : null);
            }
        }

        using HtmlTable table = new(
            pen, "Carbon by signal", "Signal", new("Mass", true), new("Range", true), new("Intensity", true), "What the grams count");
        foreach (CarbonResult result in results)
        {
            table.Row(
                CarbonWords.Name(result.Signal), new(CarbonWords.Mass(result), result.Mass?.Grams), CarbonWords.Limits(result),
                new(CarbonWords.Intensity(result.EffectiveIntensity), result.EffectiveIntensity?.GramsPerKilowattHour), result.Basis);
            foreach (string remark in CarbonWords.Meaning(result.Signal).Concat(result.Shares.Select(CarbonWords.Share)).Concat(CarbonWords.Lacks(result)))
            {
                table.Remark(remark.TrimStart('!', ' '));
            }
        }
    }

    // Beside the signals and in none of them: the making of devices, water, money, scores.
    private static void Footprint(HtmlPen pen, CarbonStatement? carbon)
    {
        IReadOnlyList<FootprintRow> rows = carbon is null ? [] : FootprintRows.Of(carbon);
        if (rows.Count == 0)
        {
            return;
        }

        pen.Element("h3", "Beyond the energy");
        using HtmlTable table = new(pen, "Making of devices, scores, water and cost", "What", new("Amount", true), new("Range", true), "Of");
        foreach (FootprintRow row in rows)
        {
            if (row.Remark is { } remark)
            {
                table.Remark(remark);
            }
            else
            {
                table.Row(row.Name, new(row.Amount, row.Exact), row.Range, row.Subject);
            }
        }

        foreach (EmbodiedShare share in carbon!.Embodied)
        {
            table.Remark($"{share.Of.Device}: {share.Of.Source}");
        }
    }

    private static void Buckets(HtmlPen pen, MeterReport report)
    {
        IReadOnlyList<CarbonBucket> buckets = CarbonBuckets.Of(report);
        double most = buckets.Count == 0 ? 0 : buckets.Max(bucket => bucket.Average?.Grams ?? 0);
        if (most <= 0)
        {
            return;
        }

        pen.Element("h3", "Over time");
        if (report.CarbonAccount is null)
        {
            pen.Element("p", "The intensities of its own time are not in a report that was read from a file: the mass of the run is spread over the parts as the energy was.", ("class", "quiet"));
        }

        HtmlColumns.Write(
            pen, "Location-based carbon of each part of the run; the same figures are in the table below",
            $"up to {Say.Grams(CarbonMass.FromGrams(most))} in {Say.Time(buckets[0].To)}", Say.Time(TimeSpan.Zero), Say.Time(buckets[^1].To),
            [.. buckets.Select(bucket => ((bucket.Average?.Grams ?? 0) / most, Words(bucket)))]);
        pen.Open("details");
        pen.Element("summary", $"Table: carbon of {Say.Number("part", buckets.Count)}");
        Table(pen, buckets);
        pen.Close();
    }

    private static string Words(CarbonBucket bucket) =>
        $"{Say.Time(bucket.From)} to {Say.Time(bucket.To)}: {(bucket.Average is { } mass ? Say.Grams(mass) : "unknown")}";

    private static void Table(HtmlPen pen, IReadOnlyList<CarbonBucket> buckets)
    {
        using HtmlTable table = new(
            pen, "Carbon over time", "From", "To", new("Energy", true), new("Location-based", true), new("Marginal", true));
        foreach (CarbonBucket bucket in buckets)
        {
            table.Row(
                HtmlCells.Time(bucket.From), HtmlCells.Time(bucket.To), new(Say.Joules(bucket.Energy), bucket.Energy.Joules),
                Mass(bucket.Average), Mass(bucket.Marginal));
        }
    }

    private static HtmlCell Mass(CarbonMass? mass) => mass is { } known ? new HtmlCell(Say.Grams(known), known.Grams) : "unknown";

    private static void Small(HtmlPen pen, MeterReport report, CarbonResult[] results)
    {
        string[] credits = [.. results.SelectMany(result => result.Shares).Select(share => CarbonWords.Credit(share.Provenance)).OfType<string>().Distinct()];
        string[] lines =
        [
            $"{CarbonWords.Place(report.Carbon!.Region)} · PUE {report.Carbon.Average.Pue}",
            CarbonWords.Range(results, report.Carbon.Embodied),
            .. credits.Length > 0 ? [$"Data: {string.Join("; ", credits)}."] : Array.Empty<string>(),
            .. report.Energy.Missing.Count > 0 ? ["The energy is partial, so the mass lacks the same parts."] : Array.Empty<string>(),
            .. report.Carbon.IsProvisional ? ["Provisional: a provider may know better later."] : Array.Empty<string>(),
            .. results.SelectMany(result => result.Notes).Distinct(),
        ];
        pen.Open("ul", ("class", "small-print"));
        foreach (string line in lines)
        {
            pen.Element("li", line);
        }

        pen.Close();
    }
}
