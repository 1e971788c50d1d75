using AIMetering.Carbon;

namespace AIMetering.Reports.Text;

/// <summary>A figure beyond the grams of the energy, in words; or a remark on the rows above it.</summary>
/// <param name="Name">What it is, such as <c>Water</c>.</param>
/// <param name="Amount">The figure with its unit.</param>
/// <param name="Exact">The figure: grams, grams for each unit, litres, money or things; null when it is not known.</param>
/// <param name="Range">Its limits; empty when none are known.</param>
/// <param name="Subject">What it is of.</param>
/// <param name="Remark">What is missing; null in a row with a figure.</param>
internal readonly record struct FootprintRow(string Name, string Amount, double? Exact, string Range, string Subject, string? Remark = null);

/// <summary>Says what was asked for beyond the grams of the energy, in the same words on every page.</summary>
internal static class FootprintRows
{
    public static IReadOnlyList<FootprintRow> Of(CarbonStatement carbon) =>
    [
        .. carbon.Embodied.Select(Embodied),
        .. carbon.Scores.Where(score => score.GramsPerUnit is not null).Select(Score),
        // What is missing is said once, for all units alike.
        .. carbon.Scores.Select(score => score.Reason).OfType<string>().Distinct().Select(reason => new FootprintRow("", "", null, "", "", reason)),
        .. carbon.Water is { } water ? [Water(water)] : Array.Empty<FootprintRow>(),
        .. carbon.Cost is { } cost ? [Cost(cost)] : Array.Empty<FootprintRow>(),
        .. carbon.Equivalents.Select(like => new FootprintRow("Like", Two(like.Amount), like.Amount, "", $"{like.Thing} ({like.Source})")),
    ];

    private static FootprintRow Embodied(EmbodiedShare share)
    {
        (double factor, string symbol) = UnitScale.Grams.StepFor(share.Mass.Grams);
        string part = share.Of.Fraction < 1 ? $"{Say.Percent(share.Of.Fraction)} of a " : "";
        return new(
            "Embodied", $"{Two(share.Mass.Grams / factor)} {symbol} CO2e", share.Mass.Grams,
            share is { Low: { } low, High: { } high } ? $"{Figure.Range(low.Grams / factor, high.Grams / factor)} {symbol}" : "",
            $"{part}{share.Of.Device}, {Say.Time(share.Reserved)} of {Say.Count(Math.Round(share.Of.Lifetime.TotalDays / 365, 1))} years");
    }

    private static FootprintRow Score(SoftwareCarbonIntensity score)
    {
        (double factor, string symbol) = UnitScale.Grams.StepFor(score.GramsPerUnit!.Value);
        string unit = $"{symbol}/{Say.One(score.Unit)}";
        return new(
            "SCI", $"{Two(score.GramsPerUnit.Value / factor)} {unit}", score.GramsPerUnit,
            score is { LowGramsPerUnit: { } low, HighGramsPerUnit: { } high } ? $"{Figure.Range(low / factor, high / factor)} {unit}" : "",
            $"{Say.Count(score.Units)} {score.Unit}; {(score.Embodied is null ? "energy alone" : "energy and embodied")}");
    }

    private static FootprintRow Water(WaterUse water) => new(
        "Water", water.Litres is { } litres ? $"{Two(litres)} L" : "unknown", water.Litres,
        water is { LowLitres: { } low, HighLitres: { } high } ? $"{Figure.Range(low, high)} L" : "", $"WUE {water.Wue}");

    private static FootprintRow Cost(ElectricityCost cost)
    {
        string currency = cost.Tariff.Currency, site = cost.Pue is { } pue ? $", with PUE {Figure.Significant(pue.Value, 3)}" : ", without PUE";
        return new(
            "Cost", cost.Amount is { } amount ? $"{Two(amount)} {currency}" : "unknown", cost.Amount,
            cost is { LowAmount: { } low, HighAmount: { } high } ? $"{Figure.Range(low, high)} {currency}" : "",
            $"{Say.Count(cost.Tariff.PricePerKilowattHour)} {currency}/kWh{site}");
    }

    private static string Two(double value) => Figure.Significant(value, 2);
}
