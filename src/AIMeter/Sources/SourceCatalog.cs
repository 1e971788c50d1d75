using AIMetering.Readings;
using AIMetering.Sources.Cgroup;
using AIMetering.Sources.Dcgm;
using AIMetering.Sources.Estimate;
using AIMetering.Sources.Hwmon;
using AIMetering.Sources.Nvml;
using AIMetering.Sources.Proc;
using AIMetering.Sources.Rapl;

namespace AIMetering.Sources;

/// <summary>Knows every built-in source, and which of several views of the same energy to take.</summary>
internal static class SourceCatalog
{
    /// <summary>Gets the sources of CPU and memory energy, best first. Two of them show the same joules, so only one is read.</summary>
    private static IEnumerable<ISourceProbe> CpuEnergy(SourceOptions options) =>
        [new PerfPowerProbe(), new PowercapProbe(), new HwmonProbe(), .. options.AllowMsr ? [new MsrProbe()] : Array.Empty<ISourceProbe>()];

    /// <summary>Gets the sources of the host's and this process's own figures, which overlap with no other.</summary>
    private static IEnumerable<ISourceProbe> Others() => [new HostProbe(), new ProcessProbe(), new CgroupProbe()];

    private static NvmlProbe Gpus(SourceOptions options) => new(new GpuOptions
    {
        Select = options.Gpus,
        Profiling = options.DcgmAddress is not null ? GpuProfiling.Dcgm : options.ProfileGpus ? GpuProfiling.Nvml : GpuProfiling.Off,
    });

    private static DcgmProbe Profiling(string address, ProbedSource gpus) =>
        new(new DcgmOptions { Address = address, Uuids = [.. gpus.Status.Devices.Select(device => device.Uuid).OfType<string>()] });

    /// <summary>Gets the model that stands in where no CPU energy can be read.</summary>
    private static IEnumerable<ISourceProbe> Estimates() => [new CpuEstimateProbe()];

    /// <summary>Looks for every source and opens those to be read. Absence is a status, not an exception.</summary>
    /// <exception cref="ArgumentException">The user asked for a device that is not there.</exception>
    public static IReadOnlyList<ProbedSource> Open(SourceEnvironment environment)
    {
        List<ProbedSource> sources = [];
        try
        {
            Open(environment, sources);
        }
        catch
        {
            sources.ForEach(Close);
            throw;
        }

        return sources;
    }

    /// <summary>Closes what was opened.</summary>
    public static void Close(ProbedSource source) => (source.Sampler as IDisposable)?.Dispose();

    private static void Open(SourceEnvironment environment, List<ProbedSource> sources)
    {
        string? chosen = null;
        foreach (ISourceProbe probe in CpuEnergy(environment.Options))
        {
            ProbedSource source = Probe(probe, environment);
            bool covers = source.Status.Devices.Any(device => device.InTotal);
            sources.Add(covers && chosen is not null ? Spare(source, chosen) : source);
            chosen ??= covers && source.Status.IsReady ? source.Status.Source : null;
        }

        ProbedSource gpus = Probe(Gpus(environment.Options), environment);
        sources.Add(gpus);
        if (environment.Options.DcgmAddress is { } address)
        {
            sources.Add(Probe(Profiling(address, gpus), environment));
        }

        sources.AddRange(Others().Select(probe => Probe(probe, environment)));

        if (chosen is null && environment.Options.AllowEstimates)
        {
            sources.AddRange(Estimates().Select(probe => Probe(probe, environment)));
        }
    }

    private static ProbedSource Probe(ISourceProbe probe, SourceEnvironment environment)
    {
        try
        {
            return probe.Probe(environment);
        }
        catch (Exception error) when (error is not ArgumentException) // a probe should not throw; if one does, the program must not suffer
        {
            return ProbedSource.Unavailable(probe.Name, $"looking for it failed: {error.Message}");
        }
    }

    private static ProbedSource Spare(ProbedSource source, string chosen)
    {
        Close(source);
        return ProbedSource.Unavailable(source.Status.Source, $"ready but not read: {chosen} shows the same energy, and adding both would count it twice");
    }
}
