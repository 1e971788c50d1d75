using System.Runtime.CompilerServices;
using AIMetering.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Smoke;

internal sealed class TelemetryUse : IUse
{
    private readonly HashSet<string> _instruments = [];

    public string Package => "AIMeter.OpenTelemetry";

    [ModuleInitializer]
    internal static void Add() => Uses.Add(new TelemetryUse());

    public Task DuringAsync(MeterSession meter)
    {
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .AddAIMeter()
            .AddReader(new BaseExportingMetricReader(new Names(_instruments)))
            .Build();
        provider.ForceFlush();
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Claim>> CheckAsync(MeterReport report, string folder) =>
        Uses.Claims(new Claim("energy was exported", _instruments.Contains("hw.energy")));

    private sealed class Names(HashSet<string> seen) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                seen.Add(metric.Name);
            }

            return ExportResult.Success;
        }
    }
}
