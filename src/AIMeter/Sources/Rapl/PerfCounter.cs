using Microsoft.Win32.SafeHandles;

namespace AIMetering.Sources.Rapl;

/// <summary>An open perf event. The kernel widens the 32-bit register to 64 bits, so the count does not wrap.</summary>
internal sealed class PerfCounter(SafeFileHandle file, RaplDomain domain, double joulesPerCount) : IRaplCounter
{
    private const string Refused = "the kernel refused to read the perf event: the counter or its CPU is gone";

    public RaplDomain Domain { get; } = domain;

    public double JoulesPerCount { get; } = joulesPerCount;

    public double? WrapsAt => null;

    public string? Read(out double counts)
    {
        bool isWhole = PerfNative.Read(file, out ulong value, sizeof(ulong)) == sizeof(ulong);
        counts = isWhole ? value : double.NaN;
        return isWhole ? null : Refused;
    }

    public void Dispose() => file.Dispose();
}
