using System.Reflection;
using System.Runtime.InteropServices;
using AIMetering.Readings;

namespace AIMetering.Sources;

/// <summary>Describes the machine a session runs on.</summary>
internal static class Machine
{
    public static MachineDescription Describe(SourceEnvironment environment) => new()
    {
        OperatingSystem = RuntimeInformation.OSDescription,
        LogicalCpus = Environment.ProcessorCount,
        Runtime = RuntimeInformation.FrameworkDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        AIMeterVersion = typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
    };
}
