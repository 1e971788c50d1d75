using System.Runtime.InteropServices;
using AIMetering.Sources.Cgroup;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources;

/// <summary>The machine that a run was measured on, as it shows itself to this process.</summary>
public sealed record MachineDescription
{
    /// <summary>Gets the name of the machine on its network; a container's own name inside a container.</summary>
    public required string HostName { get; init; }

    /// <summary>Gets the operating system, such as <c>Debian GNU/Linux 12 (bookworm)</c>; the image's inside a container.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Gets the release of the kernel, such as <c>6.18.44</c>; null where there is no procfs.</summary>
    public string? Kernel { get; init; }

    /// <summary>Gets the name of the CPU as it (or its hypervisor) says it; null when it says none, as on many ARM machines.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Gets the number of logical CPUs that the kernel shows: hardware threads, or virtual CPUs of a guest.</summary>
    public required int LogicalCpus { get; init; }

    /// <summary>Gets the CPUs that a control group's quota allows, such as 1.5; null without a quota.</summary>
    public double? CpuQuota { get; init; }

    /// <summary>Gets the size of main memory in bytes; the host's even inside a container; null when not known.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Gets whether a hypervisor owns up to running this machine; null when the architecture does not say.</summary>
    public bool? IsVirtualMachine { get; init; }

    /// <summary>Gets the kind of container and the sign it was known by, such as <c>Docker (/.dockerenv)</c>; null when there is no sign of one.</summary>
    public string? Container { get; init; }

    /// <summary>Gets the .NET runtime, such as <c>.NET 10.0.1</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Gets the architecture of this process, such as <c>X64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Looks at a machine. Never throws: what cannot be read stays null.</summary>
    internal static MachineDescription Of(SourceEnvironment environment)
    {
        CpuInfo cpu = CpuInfo.Read(environment);
        return new()
        {
            HostName = Proc(environment, "sys/kernel/hostname") ?? Environment.MachineName,
            OperatingSystem = RuntimeInformation.OSDescription,
            Kernel = Proc(environment, "sys/kernel/osrelease"),
            CpuModel = cpu.ModelName,
            LogicalCpus = cpu.LogicalCpus,
            CpuQuota = ControlGroup.Find(environment)?.CpuQuota(),
            MemoryBytes = MemInfo.ReadTotal(environment),
            IsVirtualMachine = cpu.IsVirtual,
            Container = ContainerDetection.Describe(environment),
            Runtime = RuntimeInformation.FrameworkDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        };
    }

    private static string? Proc(SourceEnvironment environment, string file) =>
        FileText.TryRead(Path.Combine(environment.ProcRoot, file)) is { Length: > 0 } text ? text : null;
}
