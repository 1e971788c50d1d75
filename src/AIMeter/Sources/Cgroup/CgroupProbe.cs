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
            ? ProbedSource.Unavailable(Name, "this process runs in the root control group, which is the host itself")
            : Open(group, environment);
    }

    private ProbedSource Open(ControlGroup group, SourceEnvironment environment)
    {
        var device = new Device("cgroup", DeviceKind.Container, $"control group {group.Path}");
        var found = new Findings();
        found.Add(OpenCpu(group.Folder, device), "cpu_time (no cpu.stat)");
        string current = Path.Combine(group.Folder, "memory.current");
        Channel memory = Channel.Gauge(device, "memory_current", MetricUnit.Bytes);
        found.Add(
            SingleValue.TryOpen(current, "memory.current", memory, CgroupText.TryParseBytes),
            "memory_current (the memory controller is off here)");
        found.Add(WorkingSetGroup.TryOpen(group, device, environment.Time), "memory_working_set (no memory.stat)");
        found.Add(OpenDisks(group.Folder, device, environment), "disk bytes (the io controller is off here)");
        return found.ToSource(Name, $"{group.Folder} holds no files that could be read");
    }

    private static CounterPair? OpenDisks(string folder, Device device, SourceEnvironment environment)
    {
        Channel read = Channel.Counter(device, "disk_read", MetricUnit.Bytes);
        Channel written = Channel.Counter(device, "disk_written", MetricUnit.Bytes);
        var disks = new IoStat(new NameSet(BlockDisks.Find(environment).Numbers));
        return CounterPair.TryOpen(Path.Combine(folder, "io.stat"), "io.stat", read, written, disks.TryParse);
    }

    private static SeriesGroup? OpenCpu(string folder, Device device)
    {
        string path = Path.Combine(folder, "cpu.stat");
        Channel used = Channel.Counter(device, "cpu_time", MetricUnit.Seconds);
        Channel throttled = Channel.Counter(device, "cpu_throttled_time", MetricUnit.Seconds);
        return CounterPair.TryOpen(path, "cpu.stat", used, throttled, CgroupText.TryParseThrottled) as SeriesGroup
            ?? SingleValue.TryOpen(path, "cpu.stat", used, CgroupText.TryParseUsage);
    }

    private ProbedSource WithoutV2(SourceEnvironment environment)
    {
        string root = Path.Combine(environment.SysRoot, "fs", "cgroup");
        bool isHybrid = Directory.Exists(Path.Combine(root, "unified"));
        if (!isHybrid && !Directory.Exists(Path.Combine(root, "memory")))
        {
            return ProbedSource.Unavailable(Name, $"no control groups under {root}");
        }

        string hierarchies = isHybrid ? "cgroup v1 hierarchies (hybrid)" : "cgroup v1 hierarchies";
        string missing = "the container's CPU time, throttling, memory, limits and disk bytes are missing, those of process and host are not";
        string reason = $"the controllers are in {hierarchies}, which are not read: {missing}";
        return ProbedSource.Unavailable(Name, reason, "Boot with systemd.unified_cgroup_hierarchy=1 for cgroup v2.");
    }
}
