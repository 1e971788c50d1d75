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
    /// <summary>Gets whether the roots are this machine's own, so that system calls speak of the same machine as the files.</summary>
    public bool IsThisMachine => SysRoot == "/sys" && ProcRoot == "/proc";
}
