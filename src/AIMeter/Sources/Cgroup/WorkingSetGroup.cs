using AIMetering.Readings;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Cgroup;

/// <summary>The working set of a control group, which is memory less file cache that can be taken back at once, and its share of the limit.</summary>
/// <remarks>Once a second: the kernel gathers <c>memory.stat</c> from all CPUs at each read.</remarks>
internal sealed class WorkingSetGroup : SeriesGroup
{
    private readonly TextFile _current;
    private readonly TextFile _stat;
    private readonly double? _limit;
    private readonly TimeProvider _time;
    private Pace _pace;

    private WorkingSetGroup(TextFile current, TextFile stat, double? limit, TimeProvider time, params Channel[] channels)
        : base(channels) => (_current, _stat, _limit, _time, _pace) = (current, stat, limit, time, Pace.OnceASecond(time));

    public override string Refused => "memory.current or memory.stat cannot be read any more";

    public static WorkingSetGroup? TryOpen(ControlGroup group, Device device, TimeProvider time)
    {
        TextFile? current = Open(group, "memory.current", CgroupText.TryParseBytes);
        TextFile? stat = Open(group, "memory.stat", CgroupText.TryParseInactiveFile);
        if (current is null || stat is null)
        {
            current?.Dispose();
            stat?.Dispose();
            return null;
        }

        double? limit = group.MemoryLimit() is > 0 and double bytes ? bytes : null;
        Channel set = Channel.Gauge(device, "memory_working_set", MetricUnit.Bytes);
        Channel[] share = limit is null ? [] : [Channel.Gauge(device, "memory_utilization", MetricUnit.Percent)];
        return new WorkingSetGroup(current, stat, limit, time, [set, .. share]);
    }

    public override void Read(SampleWriter writer, int first)
    {
        if (!_pace.IsDue(_time.GetTimestamp()))
        {
            return;
        }

        if (!CgroupText.TryParseBytes(_current.Read(), out double current)
            || !CgroupText.TryParseInactiveFile(_stat.Read(), out double inactive))
        {
            Fail(writer, first, "memory.current or memory.stat holds something unexpected");
            return;
        }

        long readEnded = writer.Now();
        double set = Math.Max(0, current - inactive);
        writer.Write(first, set, readEnded);
        if (_limit is { } limit)
        {
            writer.Write(first + 1, 100 * set / limit, readEnded);
        }
    }

    public override void Dispose()
    {
        _current.Dispose();
        _stat.Dispose();
    }

    private static TextFile? Open(ControlGroup group, string file, ValueParser parse) =>
        TextFile.TryOpen(Path.Combine(group.Folder, file), text => parse(text, out _));
}
