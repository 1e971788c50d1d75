using System.Globalization;
using AIMetering.Carbon;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>The carbon of the run in the summary: a row per signal, beside the rows of the energy.</summary>
internal static class CarbonRows
{
    /// <summary>The columns that only rows of carbon fill.</summary>
    public static readonly string[] Columns =
    [
        "mass_grams", "mass_low_grams", "mass_high_grams", "basis", "intensity_grams_per_kilowatt_hour", "priced_energy_joules",
        "priced_share", "pue", "region", "vintage", "intensity_kind", "licence", "original_intensity", .. FootprintRow.Columns,
    ];

    /// <summary>How many of the columns are of the mass and its origin.</summary>
    public static readonly int MassColumns = Columns.Length - FootprintRow.Columns.Length;

    /// <summary>The results there are; none when the carbon was not worked out.</summary>
    public static IEnumerable<CarbonResult> Of(MeterReport report) => report.Carbon is { } carbon
        ? new[] { carbon.Average, carbon.Marginal, carbon.MarketBased }.OfType<CarbonResult>()
        : [];

    /// <summary>Who publishes the intensities, largest energy first.</summary>
    public static string? Source(CarbonResult result) => Joined(result, origin => origin.Provider);

    /// <summary>What a reader must know: what the result is not for, why there is none, what was doubtful.</summary>
    public static string? Remarks(CarbonResult result)
    {
        string? meaning = result.Signal is CarbonSignal.MarginalOperating or CarbonSignal.MarginalCombined
            ? "impact estimate, not for inventories"
            : null;
        string remarks = string.Join("; ", new[] { meaning, result.Reason }.OfType<string>().Concat(result.Notes));
        return remarks.Length == 0 ? null : remarks;
    }

    /// <summary>The cells of <see cref="Columns"/>; an unknown mass leaves the numbers empty.</summary>
    public static void Cells(CsvWriter csv, CarbonResult result)
    {
        csv.Number(result.Mass?.Grams);
        csv.Number(result.Low?.Grams);
        csv.Number(result.High?.Grams);
        csv.Text(result.Mass is null ? null : result.Basis);
        csv.Number(result.EffectiveIntensity?.GramsPerKilowattHour);
        csv.Number(result.Energy is null ? null : result.PricedEnergy.Joules);
        csv.Number(result.Coverage);
        csv.Number(result.Energy is null ? null : result.Pue.Value);
        csv.Text(Joined(result, origin => origin.Region));
        csv.Text(Joined(result, origin => origin.Vintage));
        csv.Text(Joined(result, origin => origin.Kind.Label()));
        csv.Text(Joined(result, origin => origin.Licence));
        string[] originals = [.. result.Shares.Select(Original).OfType<string>().Distinct(StringComparer.Ordinal)];
        csv.Text(originals.Length == 0 ? null : string.Join("; ", originals));
        Empty(csv, FootprintRow.Columns.Length);
    }

    /// <summary>Leaves the cells of <see cref="Columns"/> empty.</summary>
    public static void NoCells(CsvWriter csv) => Empty(csv, Columns.Length);

    private static void Empty(CsvWriter csv, int cells)
    {
        for (int cell = 0; cell < cells; cell++)
        {
            csv.Text(null);
        }
    }

    // As the origin gave it, before it was converted to grams per kilowatt hour.
    private static string? Original(CarbonShare share) => share switch
    {
        { LowestOriginal: { } low, HighestOriginal: { } high } when low < high =>
            string.Create(CultureInfo.InvariantCulture, $"{low} to {high} {share.Provenance.OriginalUnit}"),
        { LowestOriginal: { } only } => string.Create(CultureInfo.InvariantCulture, $"{only} {share.Provenance.OriginalUnit}"),
        _ => null,
    };

    private static string? Joined(CarbonResult result, Func<IntensityProvenance, string?> part)
    {
        string[] parts = [.. result.Shares.Select(share => part(share.Provenance)).OfType<string>().Distinct(StringComparer.Ordinal)];
        return parts.Length == 0 ? null : string.Join("; ", parts);
    }
}
