// Energy beside time in BenchmarkDotNet: the same product of a matrix and a vector, written plainly and with SIMD.
// One attribute on the class is all it takes (Products.cs).
//
//   dotnet run -c Release --project samples/06-Benchmark -- --job short --inProcess
//
// Without --inProcess every benchmark gets a process of its own, as it should for figures to publish; in this repository
// BenchmarkDotNet then builds AIMeter from its sources first.
//
// Exit codes: 0 every benchmark ran and has an energy or a reason why not, 1 one did not run.
using AIMetering.Diagnosers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using EnergyBenchmark;

Summary summary = BenchmarkRunner.Run<Products>(args: args);

// What the columns show can be asked for, too: here, how many products a watt-hour pays for.
foreach (BenchmarkReport report in summary.Reports)
{
    EnergyDiagnoser diagnoser = report.BenchmarkCase.Config.GetDiagnosers().OfType<EnergyDiagnoser>().Single();
    BenchmarkEnergy? energy = diagnoser.Find(report.BenchmarkCase);
    Console.WriteLine(energy?.PerOperation.Energy is { Joules: > 0 } each
        ? $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}: {3600 / each.Joules:E1} products per watt-hour ({energy.PerOperation.Method})"
        : $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}: energy not known, {energy?.PerOperation.Reason ?? "the benchmark failed"}");
}

return !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success) ? 0 : 1;
