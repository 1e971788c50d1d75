using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace AIMetering.Diagnosers;

/// <summary>Energy, bound, power, method, carbon and advice. Units stand in the headers, numbers in the culture of the summary.</summary>
internal sealed class EnergyColumnProvider : IColumnProvider
{
    public static readonly EnergyColumnProvider Instance = new();

    private EnergyColumnProvider()
    {
    }

    public static bool IsIn(ImmutableConfig config) => config.GetColumnProviders().Contains(Instance);

    /// <inheritdoc/>
    public IEnumerable<IColumn> GetColumns(Summary summary)
    {
        if (!summary.BenchmarksCases.Any(benchmark => DiagnoserOf(benchmark) is not null))
        {
            return [];
        }

        BenchmarkEnergy[] found = [.. summary.BenchmarksCases.Select(Of).OfType<BenchmarkEnergy>()];
        CultureInfo culture = summary.GetCultureInfo();
        return [.. Energy(found, culture), .. Ratio(summary, culture), .. Source(found, culture), .. Carbon(found, culture), .. Notes(found)];
    }

    private static IEnumerable<EnergyColumn> Energy(BenchmarkEnergy[] found, CultureInfo culture)
    {
        Scale scale = Scale.For(found.Select(each => each.PerOperation.Energy?.Joules ?? 0), "J");
        string name = found.Any(each => each.IsAboveIdle) ? "Net energy/op" : "Energy/op";
        yield return new($"{name} [{scale.Unit}]", Legends.Energy(found), true, 0, benchmark => scale.Show(Of(benchmark)?.PerOperation.Energy?.Joules, culture));
        yield return new($"± [{scale.Unit}]", Legends.Bound, true, 1, benchmark => scale.ShowBound(Of(benchmark)?.PerOperation.Bound?.Joules, culture));
    }

    // As with BenchmarkDotNet's own ratio: where there is a baseline, each beside that of its group.
    private static IEnumerable<EnergyColumn> Ratio(Summary summary, CultureInfo culture)
    {
        if (!summary.HasBaselines())
        {
            yield break;
        }

        Scale scale = Scale.ForRatios(summary.BenchmarksCases.Select(benchmark => Beside(summary, benchmark)?.Value ?? 0));
        yield return new("Energy Ratio", Legends.Ratio, true, 2, benchmark => scale.Show(Beside(summary, benchmark)?.Value, culture));
        yield return new("± Ratio", Legends.RatioBound, true, 3, benchmark => scale.ShowBound(Beside(summary, benchmark)?.Bound, culture));
    }

    private static EnergyRatio? Beside(Summary summary, BenchmarkCase benchmark) =>
        Of(benchmark) is { } energy && summary.GetBaseline(summary.GetLogicalGroupKey(benchmark)) is { } reference && Of(reference) is { } baseline
            ? EnergyRatio.Of(energy, baseline)
            : null;

    private static IEnumerable<EnergyColumn> Source(BenchmarkEnergy[] found, CultureInfo culture)
    {
        Scale watts = Scale.For(found.Select(each => each.Power?.Watts ?? 0), "W", prefixed: false);
        yield return new("Power [W]", Legends.Power, true, 4, benchmark => watts.Show(Of(benchmark)?.Power?.Watts, culture));
        yield return new("Energy by", Legends.Method, false, 5, benchmark => Of(benchmark) is { } energy ? Words.Method(energy) : EnergyColumn.Missing);
    }

    // Without a region nobody asked for carbon; the log says how to.
    private static IEnumerable<EnergyColumn> Carbon(BenchmarkEnergy[] found, CultureInfo culture)
    {
        if (found.Any(each => each.HasRegion))
        {
            Scale scale = Scale.For(found.Select(each => each.CarbonPerOperation?.Grams ?? 0), "gCO2e");
            yield return new($"Carbon/op [{scale.Unit}]", Legends.Carbon, true, 6, benchmark => scale.Show(Of(benchmark)?.CarbonPerOperation?.Grams, culture));
        }
    }

    private static IEnumerable<EnergyColumn> Notes(BenchmarkEnergy[] found)
    {
        if (found.Any(each => Words.Note(each).Length > 0))
        {
            yield return new("Energy note", Legends.Note, false, 7, benchmark => Of(benchmark) is { } energy ? Words.Note(energy) : "");
        }
    }

    private static EnergyDiagnoser? DiagnoserOf(BenchmarkCase benchmark) => benchmark.Config.GetDiagnosers().OfType<EnergyDiagnoser>().FirstOrDefault();

    private static BenchmarkEnergy? Of(BenchmarkCase benchmark) => DiagnoserOf(benchmark)?.Find(benchmark);
}
