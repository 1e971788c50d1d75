using AIMetering.Carbon;
using CsvHelper;

namespace AIMetering.Export;

/// <summary>One row of the summary for what lies beyond the grams of the energy: a device's making, water, cost, a score.</summary>
/// <param name="Subject">What the row is of.</param>
/// <param name="Source">Where its figure is from.</param>
/// <param name="Remarks">What a reader must know.</param>
internal sealed record FootprintRow(string Subject, string? Source, string? Remarks = null)
{
    /// <summary>The columns that only these rows fill, after those of the mass.</summary>
    public static readonly string[] Columns =
    [
        "water_litres", "water_low_litres", "water_high_litres", "cost", "cost_low", "cost_high", "currency",
        "grams_per_unit", "grams_per_unit_low", "grams_per_unit_high", "unit", "unit_count",
    ];

    public EmbodiedShare? Embodied { get; init; }

    public WaterUse? Water { get; init; }

    public ElectricityCost? Cost { get; init; }

    public SoftwareCarbonIntensity? Score { get; init; }

    /// <summary>The rows of a report; none where nothing was asked for.</summary>
    public static IEnumerable<FootprintRow> Of(MeterReport report) => report.Carbon is not { } carbon ? [] :
    [
        .. carbon.Embodied.Select(share => new FootprintRow($"embodied: {share.Of.Device}", share.Of.Source) { Embodied = share }),
        .. carbon.Water is { } water ? [new FootprintRow("water", $"WUE {water.Wue}") { Water = water }] : Array.Empty<FootprintRow>(),
        .. carbon.Cost is { } cost ? [new FootprintRow("cost", cost.Pue is { } pue ? $"tariff with PUE {pue}" : "tariff, without PUE") { Cost = cost }] : Array.Empty<FootprintRow>(),
        .. carbon.Scores.Select(score => new FootprintRow($"sci: {score.Unit}", "ISO/IEC 21031", score.Reason) { Score = score }),
        .. carbon.Equivalents.Select(like => new FootprintRow($"equivalent: {like.Thing}", like.Source, like.ToString())),
    ];

    /// <summary>The cells of the mass, then those of <see cref="Columns"/>.</summary>
    public void Cells(CsvWriter csv)
    {
        csv.Number(Embodied?.Mass.Grams);
        csv.Number(Embodied?.Low?.Grams);
        csv.Number(Embodied?.High?.Grams);
        for (int skipped = 3; skipped < CarbonRows.MassColumns; skipped++)
        {
            csv.Text(null);
        }

        foreach (double? number in new[] { Water?.Litres, Water?.LowLitres, Water?.HighLitres, Cost?.Amount, Cost?.LowAmount, Cost?.HighAmount })
        {
            csv.Number(number);
        }

        csv.Text(Cost?.Tariff.Currency);
        csv.Number(Score?.GramsPerUnit);
        csv.Number(Score?.LowGramsPerUnit);
        csv.Number(Score?.HighGramsPerUnit);
        csv.Text(Score?.Unit);
        csv.Number(Score?.Units);
    }
}
