using System.Globalization;
using System.Runtime.InteropServices;
using AIMetering.Sources;

namespace AIMetering.Benchmarks.Machines;

/// <summary>Says on what machine a result was made.</summary>
internal static class MachineCard
{
    public static IReadOnlyList<string> Lines(DateTimeOffset now)
    {
        string cpu = Field("/proc/cpuinfo", "model name") ?? "unknown CPU";
        bool isVirtual = (Field("/proc/cpuinfo", "flags") ?? "").Contains("hypervisor", StringComparison.Ordinal);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"Date: {now:yyyy-MM-dd HH:mm} UTC"),
            $"CPU: {cpu}, {Environment.ProcessorCount} logical{(isVirtual ? ", virtual machine" : "")}",
            string.Create(CultureInfo.InvariantCulture, $"Memory: {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F1} GB"),
            $"System: {RuntimeInformation.OSDescription}",
            $"Runtime: {RuntimeInformation.FrameworkDescription}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC",
            $"Load average at the start: {FileText.TryRead("/proc/loadavg") ?? "unknown"}",
        ];
    }

    private static string? Field(string file, string name)
    {
        string? line = (FileText.TryRead(file) ?? "").Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
