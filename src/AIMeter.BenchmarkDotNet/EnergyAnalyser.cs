using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Reports;

namespace AIMetering.Diagnosers;

/// <summary>Warns where a figure is missing, partial or wider than it need be, among BenchmarkDotNet's own warnings.</summary>
internal sealed class EnergyAnalyser(EnergyDiagnoser diagnoser) : AnalyserBase
{
    /// <inheritdoc/>
    public override string Id => nameof(EnergyDiagnoser);

    /// <inheritdoc/>
    protected override IEnumerable<Conclusion> AnalyseReport(BenchmarkReport report, Summary summary)
    {
        if (diagnoser.Find(report.BenchmarkCase) is { } energy && Words.Warning(energy) is { } warning)
        {
            yield return CreateWarning(warning, report);
        }
    }
}
