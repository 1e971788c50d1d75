using AIMetering.Readings;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Cgroup;

/// <summary>Looks for the cgroup v2 group of this process: its CPU time, throttling, memory and disk bytes.</summary>
internal sealed class CgroupProbe : ISourceProbe
{
    public string Name => "cgroup";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        if (ControlGroup.Find(environment) is not { } group)
        {
            return WithoutV2(environment);
        }

        return group.IsRoot
            ? ProbedSource.Unavailable(Name, "this process runs in the root control group, which is the host itself; see the series of the host")
            : Open(group, environment);
    }

    private ProbedSource Open(ControlGroup group, SourceEnvironment environment)
    {
        var device = new Device("cgroup", DeviceKind.Container, $"control group {group.Path}");
        var found = new Findings();
        found.Add(OpenCpu(group.Folder, device), "cpu_time (no cpu.stat)");
        string current = Path.Combine(group.Folder, "memory.current");
        Channel memory = Channel.Gauge(device, "memory_current", MetricUnit.Bytes);
        found.Add(SingleValue.TryOpen(current, "memory.current", memory, CgroupText.TryParseBytes), "memory_current (the memory controller is off here)");
        found.Add(WorkingSetGroup.TryOpen(group, device, environment.Time), "memory_working_set (no memory.stat)");
        Channel read = Channel.Counter(device, "disk_read", MetricUnit.Bytes), written = Channel.Counter(device, "disk_written", MetricUnit.Bytes);
        var disks = new IoStat(new NameSet(BlockDisks.Find(environment).Numbers));
        found.Add(CounterPair.TryOpen(Path.Combine(group.Folder, "io.stat"), "io.stat", read, written, disks.TryParse), "disk bytes (the io controller is off here)");
        return found.ToSource(Name, $"{group.Folder} holds no files that could be read");
    }

    private static SeriesGroup? OpenCpu(string folder, Device device)
    {
        string path = Path.Combine(folder, "cpu.stat");
        Channel used = Channel.Counter(device, "cpu_time", MetricUnit.Seconds), throttled = Channel.Counter(device, "cpu_throttled_time", MetricUnit.Seconds);
        return CounterPair.TryOpen(path, "cpu.stat", used, throttled, CgroupText.TryParseThrottled) as SeriesGroup
            ?? SingleValue.TryOpen(path, "cpu.stat", used, CgroupText.TryParseUsage);
    }

    private ProbedSource WithoutV2(SourceEnvironment environment)
    {
        string root = Path.Combine(environment.SysRoot, "fs", "cgroup");
        bool isHybrid = Directory.Exists(Path.Combine(root, "unified"));
        return isHybrid || Directory.Exists(Path.Combine(root, "memory"))
            ? ProbedSource.Unavailable(
                Name,
                $"the controllers are in cgroup v1 hierarchies{(isHybrid ? " (hybrid)" : "")}, which are not read: CPU time, throttling, memory, limits and disk bytes of the container are missing, those of the process and the host are not",
                "Boot with systemd.unified_cgroup_hierarchy=1 for cgroup v2.")
            : ProbedSource.Unavailable(Name, $"no control groups under {root}");
    }
}
