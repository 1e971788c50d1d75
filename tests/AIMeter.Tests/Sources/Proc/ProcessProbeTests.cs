using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Proc;
using Xunit;

namespace AIMetering.Tests.Sources.Proc;

public class ProcessProbeTests
{
    [Fact]
    public void The_process_is_known_by_its_name_and_number()
    {
        using TimedMachine machine = ProcFiles.Machine();
        ProbedSource source = new ProcessProbe().Probe(machine.Environment);
        Device process = Assert.Single(source.Status.Devices);
        Assert.Equal(DeviceKind.Process, process.Kind);
        Assert.Contains($"(pid {Environment.ProcessId})", process.Name, StringComparison.Ordinal);
        Assert.Null(source.Status.Reason);
    }

    [Fact]
    public void Memory_threads_and_disk_bytes_come_from_procfs()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new ProcessProbe().Probe(machine.Environment), machine.Time).Take();
        Assert.Equal(31250.0 * Environment.SystemPageSize, sampling["process.working_set"].Value);
        Assert.Equal(17, sampling["process.threads"].Value);
        Assert.Equal(4096000, sampling["process.disk_read"].Value);
        Assert.Equal(8192, sampling["process.disk_written"].Value);
    }

    [Fact]
    public void Without_procfs_the_runtime_still_tells_and_the_rest_is_named()
    {
        using var machine = new TimedMachine();
        ProbedSource source = new ProcessProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time).Take();
        Assert.Equal(["cpu_time", "cpu_cores_used", "gc_pause_time", "gc_allocated"], sampling.Channels.Select(channel => channel.Metric));
        Assert.Contains("working_set", source.Status.Reason, StringComparison.Ordinal);
        Assert.Contains("disk bytes", source.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_edge_of_a_phase_takes_the_cpu_time_alone()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new ProcessProbe().Probe(machine.Environment), machine.Time).Take(energyOnly: true);
        Assert.Equal("process.cpu_time", Assert.Single(sampling.Channels, channel => sampling[channel.FullName].State == SampleState.Read).FullName);
    }

    [Fact]
    public void Cores_used_are_cpu_seconds_per_second()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new ProcessProbe().Probe(machine.Environment), machine.Time).Take();
        double before = sampling["process.cpu_time"].Value;
        HostProbeTests.Burn(TimeSpan.FromMilliseconds(50));
        machine.Time.Advance(TimeSpan.FromMilliseconds(100));
        sampling.Take();
        double grown = sampling["process.cpu_time"].Value - before;
        Assert.InRange(grown, 0.05, double.MaxValue);
        Assert.Equal(grown / 0.1, sampling["process.cpu_cores_used"].Value, 1e-6);
    }

    [Fact]
    public void Allocations_and_collections_are_counted()
    {
        using Sampled sampling = Sampled.Of(new ProcessProbe().Probe(HostProbeTests.Live), TimeProvider.System).Take();
        double allocated = sampling["process.gc_allocated"].Value, paused = sampling["process.gc_pause_time"].Value;
        for (int i = 0; i < 64; i++)
        {
            GC.KeepAlive(new byte[1 << 20]);
        }

        GC.Collect();
        sampling.Take();
        Assert.InRange(sampling["process.gc_allocated"].Value, allocated + (1 << 25), double.MaxValue);
        Assert.True(sampling["process.gc_pause_time"].Value > paused);
    }

    [Fact]
    public void A_thousand_samples_allocate_nothing() =>
        Assert.Equal(0, HostProbeTests.Allocated(new ProcessProbe().Probe(HostProbeTests.Live)));
}
