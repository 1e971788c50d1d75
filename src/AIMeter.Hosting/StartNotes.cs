using AIMetering.Readings;
using Microsoft.Extensions.Logging;

namespace AIMetering.Hosting;

/// <summary>What the log is told once about a session that has begun: what it measures, and what it cannot and why.</summary>
internal static class StartNotes
{
    private const string Cpu = "CPU", Gpu = "GPU", Estimate = "estimate";

    // No remedy of theirs brings the energy of the CPU.
    private static readonly string[] GpuSources = ["nvml", "dcgm"], SourcesWithoutEnergy = ["cgroup", "process", "proc"];

    public static void Tell(MeterSession session, ILogger log)
    {
        MeterSnapshot begun = session.Current;
        log.Started(session.Name, session.RunId, string.Join(", ", begun.Devices.Where(each => each.Device.InTotal).Select(each => $"{each.Device.Id} ({each.Energy.Source})")));
        foreach (string missing in begun.Energy.Missing)
        {
            log.NotMeasured(missing);
        }

        string[] wanted = [.. Wanted(session, begun)];
        foreach (SourceStatus source in session.Sources.Where(each => !each.IsReady))
        {
            LogLevel level = source.Remedy is not null && wanted.Contains(Measures(source.Source)) ? LogLevel.Warning : LogLevel.Information;
            log.NotRead(level, source.Source, source.Remedy is null ? source.Reason! : $"{source.Reason!.TrimEnd('.')}. Remedy: {source.Remedy}");
        }
    }

    // What is missing, or stands in by a model where a sensor may be had.
    private static IEnumerable<string> Wanted(MeterSession session, MeterSnapshot begun)
    {
        if (begun.Energy.Missing.Any(missing => missing.StartsWith(Cpu, StringComparison.Ordinal)) || session.Sources.Any(source => source is { Source: Estimate, IsReady: true }))
        {
            yield return Cpu;
        }

        if (begun.Energy.Missing.Any(missing => missing.StartsWith(Gpu, StringComparison.Ordinal)))
        {
            yield return Gpu;
        }
    }

    private static string? Measures(string source) =>
        GpuSources.Contains(source) ? Gpu : SourcesWithoutEnergy.Contains(source) ? null : Cpu;
}
