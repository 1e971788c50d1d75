using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Memory of the whole machine, from <c>/proc/meminfo</c>: total less what the kernel says is available.</summary>
internal sealed class MemoryGroup : FileGroup
{
    private MemoryGroup(TextFile file, Device host)
        : base(file, "/proc/meminfo", Channel.Gauge(host, "memory_used", MetricUnit.Bytes), Channel.Gauge(host, "memory_utilization", MetricUnit.Percent))
    {
    }

    public static MemoryGroup? TryOpen(SourceEnvironment environment, Device host) =>
        TextFile.TryOpen(Path.Combine(environment.ProcRoot, "meminfo"), text => MemInfo.TryParse(text, out _, out _), MemInfo.FirstLines) is { } file
            ? new MemoryGroup(file, host)
            : null;

    protected override bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded)
    {
        if (!MemInfo.TryParse(text, out double total, out double available))
        {
            return false;
        }

        double used = Math.Max(0, total - available);
        writer.Write(first, used, readEnded);
        writer.Write(first + 1, 100 * used / total, readEnded);
        return true;
    }
}
