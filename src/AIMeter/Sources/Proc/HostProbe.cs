using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Looks for what procfs and sysfs say of the whole machine: CPU, memory, disks, network, pressure, load.</summary>
internal sealed class HostProbe : ISourceProbe
{
    public string Name => "proc";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        var host = new Device("host", DeviceKind.Host);
        CpuInfo cpu = CpuInfo.Read(environment);
        var found = new Findings();
        found.Add(CpuTimeGroup.TryOpen(environment, host, cpu.IsVirtual == true), "CPU use (no /proc/stat)");
        found.Add(MemoryGroup.TryOpen(environment, host), "memory (no MemAvailable in /proc/meminfo)");
        AddTransfers(found, environment, host);
        AddPressure(found, environment, host);
        found.Add(Clock(environment, host), "cpu_frequency (neither cpufreq nor a clock in /proc/cpuinfo)");
        string load = Path.Combine(environment.ProcRoot, "loadavg");
        Channel average = Channel.Gauge(host, "load_average", MetricUnit.None);
        found.Add(
            SingleValue.TryOpen(load, "/proc/loadavg", average, LoadAverage.TryParse, slowly: environment.Time),
            "load_average (no /proc/loadavg)");
        return found.ToSource(Name, $"{environment.ProcRoot} holds no procfs");
    }

    private static void AddTransfers(Findings found, SourceEnvironment environment, Device host)
    {
        string path = Path.Combine(environment.ProcRoot, "diskstats");
        var disks = new DiskStats(new NameSet(BlockDisks.Find(environment).Names));
        found.Add(
            CounterPair.TryOpen(path, "/proc/diskstats", Bytes(host, "disk_read"), Bytes(host, "disk_written"), disks.TryParse),
            "disk bytes (no whole disk in /sys/block and /proc/diskstats)");
        found.Add(
            OpenNetwork(environment, host, NetDev.FindHardware(environment)) ?? OpenNetwork(environment, host, new NameSet([])),
            "network bytes (no interface besides lo in /proc/net/dev)");
    }

    private static CounterPair? OpenNetwork(SourceEnvironment environment, Device host, NameSet hardware)
    {
        string path = Path.Combine(environment.ProcRoot, "net", "dev");
        Channel received = Bytes(host, "network_received"), sent = Bytes(host, "network_sent");
        return CounterPair.TryOpen(path, "/proc/net/dev", received, sent, new NetDev(hardware).TryParse);
    }

    private static void AddPressure(Findings found, SourceEnvironment environment, Device host)
    {
        SeriesGroup?[] groups =
        [
            PressureGroup.TryOpen(environment, host, "cpu"),
            PressureGroup.TryOpen(environment, host, "memory"),
            PressureGroup.TryOpen(environment, host, "io"),
        ];
        if (groups.All(group => group is null))
        {
            found.Add(null, "pressure (the kernel keeps none; psi=1 on its command line may turn it on)");
            return;
        }

        Array.ForEach(groups, group => found.Add(group, "part of the pressure"));
    }

    private static SeriesGroup? Clock(SourceEnvironment environment, Device host)
    {
        Channel channel = Channel.Gauge(host, "cpu_frequency", MetricUnit.Megahertz);
        string cpuInfo = Path.Combine(environment.ProcRoot, "cpuinfo");
        return ScalingClockGroup.TryOpen(environment, channel) as SeriesGroup
            ?? SingleValue.TryOpen(cpuInfo, "/proc/cpuinfo", channel, CpuInfoClock.TryParse, environment.Time);
    }

    private static Channel Bytes(Device host, string metric) => Channel.Counter(host, metric, MetricUnit.Bytes);
}
