using System.Security.Cryptography;
using System.Text;
using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>What has to be equal for two measurements to be comparable: processor, GPUs, sensors, architecture, runtime, kind of build.</summary>
internal static class Fingerprint
{
    // Half of a SHA-256 in hex tells any number of machines apart and still fits a line.
    private const int Length = 16;

    public static string Of(MeterReport report, bool isDebug) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Describe(report, isDebug))))[..Length];

    public static string Describe(MeterReport report, bool isDebug)
    {
        MachineDescription? machine = report.Machine;
        IEnumerable<string> devices = report.Devices.Where(device => device.Device.InTotal)
            .Select(device => $"{device.Device.Id} {device.Device.Name} by {device.Source}").Order(StringComparer.Ordinal);
        return string.Join(" · ", (IEnumerable<string>)[
            machine?.Cpu ?? "unknown CPU", $"{machine?.LogicalCpus ?? Environment.ProcessorCount} threads",
            machine?.Architecture ?? "", Major(machine?.Runtime ?? ""), machine?.Container ?? "",
            .. devices, .. isDebug ? ["debug build"] : Array.Empty<string>()]);
    }

    // A patch of the runtime changes no machine; a new major version makes new code.
    private static string Major(string runtime) => runtime.Split('.', 3) is [var dot, var major, _] ? $"{dot}.{major}" : runtime;
}
