using AIMetering.Carbon;

namespace AIMetering.Pictures;

/// <summary>The mass of carbon by signal, its parts by where the intensities came from.</summary>
internal static class CarbonPanel
{
    public static Panel Of(MeterReport report, PictureOptions options, Theme theme)
    {
        CarbonResult[] results = report.Carbon is { } carbon ? [.. new[] { carbon.Average, carbon.Marginal, carbon.MarketBased }.OfType<CarbonResult>()] : [];
        return Bars.Panel(
            [.. results.Where(result => result.Mass is not null).Select(Row)], "carbon", "g", options, theme,
            results.Select(result => result.Reason).OfType<string>().FirstOrDefault() ?? "no carbon is known");
    }

    private static BarRow Row(CarbonResult result) => new(
        Name(result),
        [.. result.Shares.GroupBy(Origin).Select(group => (group.Key, group.Sum(share => share.Mass.Grams)))],
        result.Low?.Grams, result.High?.Grams,
        Words.WithBound(result.Mass!.Value.Grams, result.Low?.Grams ?? result.Mass.Value.Grams, result.High?.Grams ?? result.Mass.Value.Grams, "g"));

    // Marginal factors are often of CO2 alone; a reader must not take one gas for all, nor any for what nobody stated.
    private static string Name(CarbonResult result)
    {
        string signal = result.Signal switch
        {
            CarbonSignal.Average => "location-based",
            CarbonSignal.MarketBased => "market-based",
            _ => "marginal",
        };
        CarbonGas[] gases = [.. result.Shares.Select(share => share.Provenance.Gas).Distinct()];
        return gases switch
        {
            [CarbonGas.CO2e] => $"{signal}, CO₂e",
            [CarbonGas.CO2] => $"{signal}, CO₂",
            _ => signal,
        };
    }

    private static string Origin(CarbonShare share) => Words.Shown(string.Join(' ', new[]
    {
        share.Provenance.Provider, share.Provenance.Region, share.Provenance.Vintage,
    }.Where(part => !string.IsNullOrEmpty(part))));
}
