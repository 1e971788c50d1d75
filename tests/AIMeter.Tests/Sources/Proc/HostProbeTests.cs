using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Proc;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AIMetering.Tests.Sources.Proc;

public class HostProbeTests
{
    [Fact]
    public void A_whole_machine_offers_every_series_and_has_nothing_to_explain()
    {
        using TimedMachine machine = ProcFiles.Machine();
        ProbedSource source = new HostProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time);
        Assert.Null(source.Status.Reason);
        Assert.Equal(
            ["host.cpu_busy_time_seconds", "host.cpu_utilization_percent", "host.cpu_steal_percent", "host.memory_used_bytes", "host.memory_utilization_percent",
                "host.disk_read_bytes", "host.disk_written_bytes", "host.network_received_bytes", "host.network_sent_bytes",
                "host.cpu_pressure_percent", "host.memory_pressure_percent", "host.io_pressure_percent", "host.cpu_frequency_megahertz", "host.load_average"],
            sampling.Channels.Select(channel => channel.ColumnName));
        Assert.False(source.Sampler!.MayBlock);
    }

    [Fact]
    public void The_first_sample_gives_totals_and_levels_but_no_shares_of_an_unknown_past()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled first = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time).Take();
        Assert.Equal(203.56, first["host.cpu_busy_time"].Value, 1e-9);
        Assert.Equal((24684084 - 24337912) * 1024.0, first["host.memory_used"].Value);
        Assert.Equal(0.50, first["host.load_average"].Value);
        Assert.Equal(SampleState.NotAsked, first["host.cpu_utilization"].State);
        Assert.Equal(SampleState.NotAsked, first["host.cpu_pressure"].State);
    }

    [Fact]
    public void Use_is_the_busy_share_since_the_value_before()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time).Take();
        machine.Time.Advance(TimeSpan.FromSeconds(1));
        machine.With("proc/stat", "cpu  15940 0 4436 206366 1197 0 40 69 0 0\n"); // 200 ticks: 60 run, 20 stolen, 120 idle
        machine.With("proc/pressure/cpu", "some avg10=0.15 avg60=6.37 avg300=7.75 total=48683571\n"); // a quarter of the second
        sampling.Take();
        Assert.Equal(40, sampling["host.cpu_utilization"].Value, 1e-9);
        Assert.Equal(10, sampling["host.cpu_steal"].Value, 1e-9);
        Assert.Equal(25, sampling["host.cpu_pressure"].Value, 1e-9);
        Assert.Equal(204.16, sampling["host.cpu_busy_time"].Value, 1e-9);
    }

    [Fact]
    public void Iowait_that_steps_back_makes_no_share_above_a_hundred()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time).Take();
        machine.Time.Advance(TimeSpan.FromSeconds(1));
        machine.With("proc/stat", "cpu  15990 0 4426 206346 97 0 40 49 0 0\n"); // iowait falls by 1100 ticks
        Assert.Equal(50, sampling.Take()["host.cpu_utilization"].Value, 1e-9);
    }

    [Fact]
    public void A_span_shorter_than_the_kernels_steps_gives_no_share_and_loses_none()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time).Take();
        machine.Time.Advance(TimeSpan.FromMilliseconds(5));
        machine.With("proc/stat", "cpu  15891 0 4426 206246 1197 0 40 49 0 0\n");
        Assert.Equal(SampleState.NotAsked, sampling.Take()["host.cpu_utilization"].State);
        machine.Time.Advance(TimeSpan.FromMilliseconds(95));
        machine.With("proc/stat", "cpu  15900 0 4426 206256 1197 0 40 49 0 0\n");
        Assert.Equal(50, sampling.Take()["host.cpu_utilization"].Value, 1e-9);
    }

    [Fact]
    public void Counters_never_step_back_when_a_disk_goes_away()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time).Take();
        double before = sampling["host.disk_read"].Value;
        machine.With("proc/diskstats", "   8       0 sda 1000 10 20000 500 200 20 4000 300 0 600 800\n");
        Assert.Equal(before, sampling.Take()["host.disk_read"].Value);
        machine.With("proc/diskstats", "   8       0 sda 1000 10 20002 500 200 20 4000 300 0 600 800\n");
        Assert.Equal(before + 1024, sampling.Take()["host.disk_read"].Value);
    }

    [Fact]
    public void Hidden_paths_of_a_multipath_disk_are_not_counted_again()
    {
        using TimedMachine machine = ProcFiles.Machine().WithFolder("sys/block/nvme0c0n1/device").With("sys/block/nvme0c0n1/hidden", "1\n");
        Assert.Equal(["nvme0n1", "sda"], BlockDisks.Find(machine.Environment).Names);
    }

    [Fact]
    public void The_edge_of_a_phase_costs_no_read()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time).Take(energyOnly: true);
        Assert.All(sampling.Channels, channel => Assert.Equal(SampleState.NotAsked, sampling[channel.FullName].State));
    }

    [Theory]
    [InlineData("proc/stat", "host.cpu_utilization", "CPU use")]
    [InlineData("proc/meminfo", "host.memory_used", "memory")]
    [InlineData("proc/diskstats", "host.disk_read", "disk bytes")]
    [InlineData("proc/net/dev", "host.network_sent", "network bytes")]
    [InlineData("proc/pressure/io", "host.io_pressure", "part of the pressure")]
    [InlineData("proc/loadavg", "host.load_average", "load_average")]
    [InlineData("proc/cpuinfo", "host.cpu_frequency", "cpu_frequency")]
    public void An_absent_or_garbled_file_costs_its_own_series_and_is_named(string file, string metric, string named)
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled whole = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time);
        Assert.True(whole.Offers(metric));
        machine.Without(file);
        AssertMissing(machine, metric, named);
        machine.With(file, "\0\u0001 nonsense :\n");
        AssertMissing(machine, metric, named);
    }

    [Fact]
    public void A_file_that_turns_to_garbage_fails_alone_and_says_so()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time);
        machine.With("proc/meminfo", "MemTotal: ??? kB\n");
        sampling.Take();
        Assert.Equal(SampleState.Failed, sampling["host.memory_used"].State);
        Assert.Equal("/proc/meminfo holds something unexpected", sampling["host.memory_utilization"].Failure);
        Assert.Equal(SampleState.Read, sampling["host.cpu_busy_time"].State);
        Assert.Equal(SampleState.Read, sampling["host.disk_read"].State);
    }

    [Fact]
    public void The_clock_comes_from_cpufreq_where_it_is_and_is_read_once_a_second()
    {
        using TimedMachine machine = ProcFiles.Machine()
            .With("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "3200000\n")
            .With("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "1200000\n")
            .With("sys/devices/system/cpu/cpu2/cpufreq/scaling_cur_freq", "<unknown>\n");
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(machine.Environment), machine.Time).Take();
        Assert.Equal(2200, sampling["host.cpu_frequency"].Value);
        machine.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(SampleState.NotAsked, sampling.Take()["host.cpu_frequency"].State);
        machine.Time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(SampleState.Read, sampling.Take()["host.cpu_frequency"].State);
    }

    [Fact]
    public void A_system_without_procfs_is_explained()
    {
        using var machine = new TimedMachine();
        ProbedSource source = new HostProbe().Probe(machine.Environment);
        Assert.Null(source.Sampler);
        Assert.Contains("holds no procfs", source.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void This_machine_is_read_within_physical_limits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "procfs is a thing of Linux");
        using Sampled sampling = Sampled.Of(new HostProbe().Probe(Live), TimeProvider.System).Take();
        double busy = sampling["host.cpu_busy_time"].Value;
        Assert.InRange(busy, 0.01, double.MaxValue);
        Burn(TimeSpan.FromMilliseconds(200));
        sampling.Take();
        Assert.InRange(sampling["host.cpu_busy_time"].Value, busy + 0.01, double.MaxValue);
        Assert.InRange(sampling["host.cpu_utilization"].Value, 0.1, 100);
        Assert.InRange(sampling["host.memory_used"].Value, 1e6, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 1000.0);
        Assert.InRange(sampling["host.memory_utilization"].Value, 0.01, 100);
        Sample stamped = sampling["host.cpu_busy_time"];
        Assert.True(stamped.Before < stamped.After && stamped.After <= sampling["host.memory_used"].Before);
    }

    [Fact]
    public void A_thousand_samples_allocate_nothing()
    {
        using TimedMachine machine = ProcFiles.Machine();
        Assert.Equal(0, Allocated(new HostProbe().Probe(machine.Environment)));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "procfs is a thing of Linux");
        Assert.Equal(0, Allocated(new HostProbe().Probe(Live)));
    }

    internal static SourceEnvironment Live => new("/sys", "/proc", "/dev", TimeProvider.System, NullLogger.Instance);

    internal static long Allocated(ProbedSource source)
    {
        using Sampled sampling = Sampled.Of(source, TimeProvider.System);
        for (int i = 0; i < 100; i++)
        {
            sampling.Take();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            sampling.Take();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    internal static void Burn(TimeSpan cpuTime)
    {
        TimeSpan until = Environment.CpuUsage.TotalTime + cpuTime;
        while (Environment.CpuUsage.TotalTime < until)
        {
            Thread.SpinWait(1000);
        }
    }

    private static void AssertMissing(TimedMachine machine, string metric, string named)
    {
        ProbedSource source = new HostProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time);
        Assert.False(sampling.Offers(metric));
        Assert.Contains(named, source.Status.Reason, StringComparison.Ordinal);
    }
}
