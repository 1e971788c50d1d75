using AIMetering.Carbon;

namespace AIMetering.Export;

/// <summary>The rows of carbon: one per signal, and the shares that each is made of.</summary>
internal sealed class CarbonRows(SqlLink link, long run)
{
    public void Write(MeterReport report)
    {
        if (report.Carbon is not { } statement)
        {
            return;
        }

        using RowWriter rows = new(link, Tables.Carbon), shares = new(link, Tables.CarbonShares);
        foreach (CarbonResult result in new[] { statement.Average, statement.Marginal, statement.MarketBased }.OfType<CarbonResult>())
        {
            Result(rows, statement, result);
            Shares(shares, result);
        }

        rows.Flush();
        shares.Flush();
    }

    private void Result(RowWriter rows, CarbonStatement statement, CarbonResult result) => rows.Add(
        run, Words.Label(result.Signal), result.Mass?.Grams, result.Low?.Grams, result.High?.Grams, result.Reason, result.Energy?.Joules,
        result.Energy is null ? null : result.PricedEnergy.Joules, result.Coverage, result.Pue.Value, result.Pue.Source,
        result.EffectiveIntensity?.GramsPerKilowattHour, result.Basis.Length == 0 ? null : result.Basis, statement.Region?.Code,
        result.Revision, result.Dropped, statement.IsProvisional, Words.Joined(result.Notes));

    private void Shares(RowWriter rows, CarbonResult result)
    {
        for (int no = 0; no < result.Shares.Count; no++)
        {
            CarbonShare share = result.Shares[no];
            IntensityProvenance origin = share.Provenance;
            rows.Add(run, Words.Label(result.Signal), no, share.Energy.Joules, share.Share, share.Mass.Grams,
                share.Lowest.GramsPerKilowattHour, share.Highest.GramsPerKilowattHour, Instant(share.From), Instant(share.To), origin.Provider,
                origin.Region, Words.Label(origin.Kind), origin.Basis, origin.Vintage, origin.Source, origin.Licence,
                origin.RetrievedAt is { } retrieved ? Instant(retrieved) : null);
        }
    }

    private object Instant(DateTimeOffset instant) => link.Place.Dialect.Instant(instant);
}
