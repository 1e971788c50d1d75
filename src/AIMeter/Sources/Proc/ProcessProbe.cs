using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Looks for what the runtime and procfs say of this process: CPU time, memory, threads, disk bytes, garbage collection.</summary>
internal sealed class ProcessProbe : ISourceProbe
{
    public string Name => "process";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        string program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "this process";
        string name = string.Create(CultureInfo.InvariantCulture, $"{program} (pid {Environment.ProcessId})");
        var process = new Device("process", DeviceKind.Process, name);
        var found = new Findings();
        found.Add(new RuntimeGroup(process, environment.Time), "");
        found.Add(SelfStat.TryOpen(environment, process), "working_set and threads (no /proc/self/stat)");
        Channel read = Channel.Counter(process, "disk_read", MetricUnit.Bytes);
        Channel written = Channel.Counter(process, "disk_written", MetricUnit.Bytes);
        found.Add(
            CounterPair.TryOpen(Path.Combine(environment.ProcRoot, "self", "io"), "/proc/self/io", read, written, SelfIo.TryParse),
            "disk bytes (/proc/self/io is not there or not readable)");
        return found.ToSource(Name, "");
    }
}
