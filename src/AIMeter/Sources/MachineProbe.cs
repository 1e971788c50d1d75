using System.Reflection;
using System.Runtime.InteropServices;
using AIMetering.Readings;
using AIMetering.Sources.Cgroup;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources;

/// <summary>Describes the machine a session runs on.</summary>
internal static class MachineProbe
{
    /// <summary>Looks at a machine. Never throws: what cannot be read stays null.</summary>
    public static MachineDescription Describe(SourceEnvironment environment)
    {
        CpuInfo cpu = CpuInfo.Read(environment);
        return new()
        {
            OperatingSystem = RuntimeInformation.OSDescription,
            Kernel = FileText.TryRead(Path.Combine(environment.ProcRoot, "sys", "kernel", "osrelease")),
            Cpu = cpu.ModelName,
            LogicalCpus = cpu.LogicalCpus,
            MemoryBytes = MemInfo.ReadTotal(environment),
            Container = Join(ContainerDetection.Describe(environment), cpu.IsVirtual == true ? "virtual machine" : null),
            Runtime = RuntimeInformation.FrameworkDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            AIMeterVersion = typeof(MachineProbe).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        };
    }

    private static string? Join(string? container, string? guest) =>
        container is null ? guest : guest is null ? container : $"{container} in a {guest}";
}
