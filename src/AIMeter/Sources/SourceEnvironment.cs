using Microsoft.Extensions.Logging;

namespace AIMetering.Sources;

/// <summary>Where a session looks for its sources. Containers mount the roots elsewhere; tests point at trees.</summary>
/// <param name="SysRoot">The root of sysfs, normally <c>/sys</c>.</param>
/// <param name="ProcRoot">The root of procfs, normally <c>/proc</c>.</param>
/// <param name="DevRoot">The root of device files, normally <c>/dev</c>; used for MSR only.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Takes notes about lost sources; never the console.</param>
internal sealed record SourceEnvironment(string SysRoot, string ProcRoot, string DevRoot, TimeProvider Time, ILogger Log)
{
    /// <summary>Gets what the user asked of the sources.</summary>
    public SourceOptions Options { get; init; } = new();

    /// <summary>Gets whether the roots are this machine's own, so that system calls speak of the same machine as the files.</summary>
    public bool IsThisMachine => SysRoot == "/sys" && ProcRoot == "/proc";
}

/// <summary>What the user asked of the built-in sources.</summary>
internal sealed record SourceOptions
{
    /// <summary>Gets whether the CPU's registers may be read through /dev/cpu, as a last resort.</summary>
    public bool AllowMsr { get; init; }

    /// <summary>Gets whether a model stands in where the CPU has no energy sensor.</summary>
    public bool AllowEstimates { get; init; } = true;

    /// <summary>Gets the GPUs asked for, separated by commas: indexes, UUIDs or PCI bus ids; null for all that are visible.</summary>
    public string? Gpus { get; init; }

    /// <summary>Gets whether profiling counters of GPUs are read from NVML.</summary>
    public bool ProfileGpus { get; init; }

    /// <summary>Gets the DCGM host engine to read profiling counters from; null for none.</summary>
    public string? DcgmAddress { get; init; }
}
