using System.Runtime.CompilerServices;
using AIMetering.Export;

namespace Smoke;

internal sealed class CsvUse : IUse
{
    public string Package => "AIMeter.Csv";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new CsvUse());

    public void Configure(MeterConfiguration configuration, string folder) => configuration.WriteTo.Csv(folder);

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder)
    {
        using StringWriter summary = new();
        report.WriteCsv(summary);
        return Uses.Claims(
            new("samples of the card were written", Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories)
                .Any(file => File.ReadAllText(file).Contains("card", StringComparison.Ordinal))),
            new("the summary names the session", summary.ToString().Contains("smoke", StringComparison.Ordinal)));
    }
}
