using AIMetering.Diagnosers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace AIMetering.BenchmarkDotNet.Tests;

/// <summary>Reads what was found and what the table shows of it.</summary>
internal static class Found
{
    public static BenchmarkEnergy Energy(this Summary summary, string method)
    {
        BenchmarkCase benchmark = summary.BenchmarksCases.Single(each => each.Descriptor.WorkloadMethod.Name == method);
        return benchmark.Config.GetDiagnosers().OfType<EnergyDiagnoser>().Single().Find(benchmark)!;
    }

    public static bool Holds(this BenchmarkEnergy energy, double joules) =>
        energy.PerOperation.Low!.Value.Joules <= joules && joules <= energy.PerOperation.High!.Value.Joules;

    /// <summary>The cells of the column whose header begins so; null when there is none.</summary>
    public static string[]? Column(this Summary summary, string header) =>
        summary.Table.Columns.FirstOrDefault(column => column.Header.StartsWith(header, StringComparison.Ordinal))?.Content;
}
