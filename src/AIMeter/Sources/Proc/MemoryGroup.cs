using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Memory of the whole machine, from <c>/proc/meminfo</c>: total less what the kernel says is available.</summary>
internal sealed class MemoryGroup : FileGroup
{
    private MemoryGroup(TextFile file, TimeProvider time, params Channel[] channels)
        : base(file, "/proc/meminfo", channels) => Pace = Pace.TwentyTimesASecond(time);

    public static MemoryGroup? TryOpen(SourceEnvironment environment, Device host)
    {
        string path = Path.Combine(environment.ProcRoot, "meminfo");
        TextFile? file = TextFile.TryOpen(path, text => MemInfo.TryParse(text, out _, out _), MemInfo.FirstLines);
        Channel used = Channel.Gauge(host, "memory_used", MetricUnit.Bytes);
        Channel share = Channel.Gauge(host, "memory_utilization", MetricUnit.Percent);
        return file is null ? null : new MemoryGroup(file, environment.Time, used, share);
    }

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
