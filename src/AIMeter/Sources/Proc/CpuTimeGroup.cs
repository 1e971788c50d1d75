using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>CPU use of the whole machine, from the first line of <c>/proc/stat</c>.</summary>
internal sealed class CpuTimeGroup : FileGroup
{
    private readonly bool _virtual;
    private CpuShare _share;
    private Growth _busy;

    private CpuTimeGroup(TextFile file, TimeProvider time, bool isVirtual, params Channel[] channels)
        : base(file, "/proc/stat", channels) => (_share, _virtual) = (new CpuShare(time), isVirtual);

    public static CpuTimeGroup? TryOpen(SourceEnvironment environment, Device host, bool isVirtual)
    {
        string path = Path.Combine(environment.ProcRoot, "stat");
        TextFile? file = TextFile.TryOpen(path, text => CpuTimes.TryParse(text, out _), CpuTimes.LineLength);
        Channel busy = Channel.Counter(host, "cpu_busy_time", MetricUnit.Seconds);
        Channel use = Channel.Gauge(host, "cpu_utilization", MetricUnit.Percent);
        Channel[] steal = isVirtual ? [Channel.Gauge(host, "cpu_steal", MetricUnit.Percent)] : [];
        return file is null ? null : new CpuTimeGroup(file, environment.Time, isVirtual, [busy, use, .. steal]);
    }

    protected override bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded)
    {
        if (!CpuTimes.TryParse(text, out CpuTimes times))
        {
            return false;
        }

        writer.Write(first, _busy.Advance(times.RanSeconds), readEnded);
        if (_share.TryAdvance(times, readEnded, out double busy, out double stolen))
        {
            writer.Write(first + 1, busy, readEnded);
            if (_virtual)
            {
                writer.Write(first + 2, stolen, readEnded);
            }
        }

        return true;
    }
}
