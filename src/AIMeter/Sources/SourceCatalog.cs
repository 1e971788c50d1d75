using AIMetering.Readings;

namespace AIMetering.Sources;

/// <summary>Knows every built-in source, and which of several views of the same energy to take.</summary>
internal static class SourceCatalog
{
    /// <summary>Gets the sources of CPU and memory energy, best first. Two of them show the same joules, so only one is read.</summary>
    private static IEnumerable<ISourceProbe> CpuEnergy(SourceOptions options) => [];

    /// <summary>Gets the sources that overlap with no other.</summary>
    private static IEnumerable<ISourceProbe> Others(SourceOptions options) => [];

    /// <summary>Gets the model that stands in where no CPU energy can be read.</summary>
    private static IEnumerable<ISourceProbe> Estimates(SourceOptions options) => [];

    /// <summary>Looks for every source and opens those to be read. Never throws: absence is a status.</summary>
    public static IReadOnlyList<ProbedSource> Open(SourceEnvironment environment)
    {
        List<ProbedSource> sources = [];
        string? chosen = null;
        foreach (ISourceProbe probe in CpuEnergy(environment.Options))
        {
            ProbedSource source = Probe(probe, environment);
            bool covers = source.Status.Devices.Any(device => device.InTotal);
            sources.Add(covers && chosen is not null ? Spare(source, chosen) : source);
            chosen ??= covers && source.Status.IsReady ? source.Status.Source : null;
        }

        sources.AddRange(Others(environment.Options).Select(probe => Probe(probe, environment)));
        if (chosen is null && environment.Options.AllowEstimates)
        {
            sources.AddRange(Estimates(environment.Options).Select(probe => Probe(probe, environment)));
        }

        return sources;
    }

    private static ProbedSource Probe(ISourceProbe probe, SourceEnvironment environment)
    {
        try
        {
            return probe.Probe(environment);
        }
        catch (Exception error) // a probe should not throw; if one does, the program must not suffer
        {
            return ProbedSource.Unavailable(probe.Name, $"looking for it failed: {error.Message}");
        }
    }

    private static ProbedSource Spare(ProbedSource source, string chosen)
    {
        (source.Sampler as IDisposable)?.Dispose();
        return ProbedSource.Unavailable(source.Status.Source, $"ready but not read: {chosen} shows the same energy, and adding both would count it twice");
    }
}
