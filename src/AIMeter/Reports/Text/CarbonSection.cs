using AIMetering.Carbon;

namespace AIMetering.Reports.Text;

/// <summary>The carbon of the run: a row per signal with its papers beneath, then where, by whose data, and what to doubt.</summary>
internal static class CarbonSection
{
    private const int MostShares = 4;

    public static void Write(TextPage page, MeterReport report)
    {
        page.Heading("Carbon");
        if (report.Carbon is not { } carbon)
        {
            page.Paragraph("Unknown: it was not worked out for this report.");
            return;
        }

        CarbonResult[] results = [.. new[] { carbon.Average, carbon.Marginal, carbon.MarketBased }.OfType<CarbonResult>()];
        if (results.All(result => result.Mass is null))
        {
            Nothing(page, carbon, results);
            FootprintSection.Write(page, carbon);
            return;
        }

        Results(page, results);
        FootprintSection.Write(page, carbon);
        page.Paragraph($"{CarbonWords.Place(carbon.Region)} · PUE {carbon.Average.Pue}");
        page.Paragraph(CarbonWords.Range(results, carbon.Embodied));
        Credits(page, results, carbon.Embodied);
        Doubts(page, report, carbon);
    }

    private static void Nothing(TextPage page, CarbonStatement carbon, CarbonResult[] results)
    {
        // Without energy a region would not help, so the reason of the result comes first.
        IEnumerable<string?> reasons = carbon.Region is null && carbon.Average.Energy is not null
            ? ["no grid region was given, and none is guessed. Give one, such as InRegion(\"DE\")."]
            : results.Select(result => result.Reason).Distinct();
        foreach (string? reason in reasons)
        {
            page.Paragraph($"Unknown: {reason}", "  ", 2);
        }
    }

    private static void Results(TextPage page, CarbonResult[] results)
    {
        TextTable table = new(new(""), new("Mass", true), new("Range"), new("Intensity", true), new("Basis"));
        HashSet<string> said = [];
        foreach (CarbonResult result in results)
        {
            table.Row(
                CarbonWords.Name(result.Signal), CarbonWords.Mass(result), CarbonWords.Limits(result),
                CarbonWords.Intensity(result.EffectiveIntensity), result.Basis);
            foreach (string remark in Remarks(result).Concat(result.Notes.Where(said.Add)))
            {
                table.Remark(remark);
            }
        }

        page.Table(table);
    }

    private static IEnumerable<string> Remarks(CarbonResult result)
    {
        string[] shares = [.. result.Shares.Take(MostShares).Select(CarbonWords.Share)];
        string[] more = result.Shares.Count > MostShares ? [$"{Say.Count(result.Shares.Count - MostShares)} more origins in the JSON form of this report"] : [];
        return CarbonWords.Meaning(result.Signal).Concat(shares).Concat(more).Concat(CarbonWords.Lacks(result));
    }

    private static void Credits(TextPage page, CarbonResult[] results, IReadOnlyList<EmbodiedShare> embodied)
    {
        string[] credits =
        [
            .. results.SelectMany(result => result.Shares).Select(share => CarbonWords.Credit(share.Provenance)).OfType<string>()
                .Concat(embodied.Select(share => $"{share.Of.Device}: {share.Of.Source}")).Distinct(),
        ];
        if (credits.Length > 0)
        {
            page.Paragraph($"Data: {string.Join("; ", credits)}.", "  ", 2);
        }
    }

    private static void Doubts(TextPage page, MeterReport report, CarbonStatement carbon)
    {
        if (report.Energy.Missing.Count > 0)
        {
            page.Bullet("The energy is partial, so the mass lacks the same parts.", "!");
        }

        if (carbon.IsProvisional)
        {
            // A report that was loaded has nobody to ask any more.
            string remedy = report.CarbonAccount is null ? "" : "; SettleCarbonAsync prices the run anew";
            page.Bullet($"Provisional, revision {Say.Count(carbon.Revision)}: a provider may know better later{remedy}.", "!");
        }
    }
}
