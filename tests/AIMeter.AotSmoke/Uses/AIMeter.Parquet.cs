using System.Runtime.CompilerServices;
using AIMetering.Export;

namespace Smoke;

internal sealed class ParquetUse : IUse
{
    public string Package => "AIMeter.Parquet";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new ParquetUse());

    public void Configure(MeterConfiguration configuration, string folder) => configuration.WriteTo.Parquet(folder);

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        IReadOnlyList<string> runs = ParquetRuns.Find(folder);
        return Uses.Claims(
            new("one run was written", runs.Count == 1),
            new("it is read back with the same energy", ParquetRuns.Load(runs[0]).Energy.Energy == report.Energy.Energy));
    }
}
