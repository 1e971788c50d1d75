using AIMetering.Carbon;

namespace AIMetering.Reports.Text;

/// <summary>What was asked for beyond the grams of the energy: a row each, with its range and what it is of.</summary>
internal static class FootprintSection
{
    public static void Write(TextPage page, CarbonStatement carbon)
    {
        TextTable table = new(new(""), new("Amount", true), new("Range"), new("Of"));
        foreach (EmbodiedShare share in carbon.Embodied)
        {
            Embodied(table, share);
        }

        Scores(table, carbon.Scores);
        Water(table, carbon.Water);
        Cost(table, carbon.Cost);
        foreach (CarbonEquivalent like in carbon.Equivalents)
        {
            table.Row("Like", Two(like.Amount), "", $"{like.Thing} ({like.Source})");
        }

        if (table.Rows.Count > 0)
        {
            page.Table(table);
        }
    }

    private static void Embodied(TextTable table, EmbodiedShare share)
    {
        (double factor, string symbol) = UnitScale.Grams.StepFor(share.Mass.Grams);
        string part = share.Of.Fraction < 1 ? $"{Say.Percent(share.Of.Fraction)} of a " : "";
        table.Row(
            "Embodied", $"{Two(share.Mass.Grams / factor)} {symbol} CO2e",
            share is { Low: { } low, High: { } high } ? $"{Figure.Range(low.Grams / factor, high.Grams / factor)} {symbol}" : "",
            $"{part}{share.Of.Device}, {Say.Time(share.Reserved)} of {Say.Count(Math.Round(share.Of.Lifetime.TotalDays / 365, 1))} years");
    }

    // What is missing is said once, for all units alike.
    private static void Scores(TextTable table, IReadOnlyList<SoftwareCarbonIntensity> scores)
    {
        foreach (SoftwareCarbonIntensity score in scores.Where(score => score.GramsPerUnit is not null))
        {
            (double factor, string symbol) = UnitScale.Grams.StepFor(score.GramsPerUnit!.Value);
            string unit = $"{symbol}/{Say.One(score.Unit)}";
            table.Row(
                "SCI", $"{Two(score.GramsPerUnit.Value / factor)} {unit}",
                score is { LowGramsPerUnit: { } low, HighGramsPerUnit: { } high } ? $"{Figure.Range(low / factor, high / factor)} {unit}" : "",
                $"{Say.Count(score.Units)} {score.Unit}; {(score.Embodied is null ? "energy alone" : "energy and embodied")}");
        }

        foreach (string reason in scores.Select(score => score.Reason).OfType<string>().Distinct())
        {
            table.Remark($"! {reason}");
        }
    }

    private static void Water(TextTable table, WaterUse? water)
    {
        if (water is not null)
        {
            table.Row(
                "Water", water.Litres is { } litres ? $"{Two(litres)} L" : "unknown",
                water is { LowLitres: { } low, HighLitres: { } high } ? $"{Figure.Range(low, high)} L" : "", $"WUE {water.Wue}");
        }
    }

    private static void Cost(TextTable table, ElectricityCost? cost)
    {
        if (cost is not null)
        {
            string currency = cost.Tariff.Currency, site = cost.Pue is { } pue ? $", with PUE {Figure.Significant(pue.Value, 3)}" : ", without PUE";
            table.Row(
                "Cost", cost.Amount is { } amount ? $"{Two(amount)} {currency}" : "unknown",
                cost is { LowAmount: { } low, HighAmount: { } high } ? $"{Figure.Range(low, high)} {currency}" : "",
                $"{Say.Count(cost.Tariff.PricePerKilowattHour)} {currency}/kWh{site}");
        }
    }

    private static string Two(double value) => Figure.Significant(value, 2);
}
