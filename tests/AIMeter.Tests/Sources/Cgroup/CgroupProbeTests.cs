using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Cgroup;
using AIMetering.Tests.Sources.Proc;
using Xunit;

namespace AIMetering.Tests.Sources.Cgroup;

public class CgroupProbeTests
{
    private const string CpuStat =
        "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\ncore_sched.force_idle_usec 0\nnr_periods 120\nnr_throttled 7\nthrottled_usec 350000\nnr_bursts 0\nburst_usec 0\n";

    private const string MemoryStat = "anon 400000000\nfile 300000000\nkernel 9000000\ninactive_anon 390000000\nactive_anon 10000000\ninactive_file 200000000\nactive_file 100000000\n";

    [Fact]
    public void A_container_with_a_namespace_of_its_own_is_the_root_of_what_it_sees()
    {
        using TimedMachine machine = Container("0::/\n", "");
        ProbedSource source = new CgroupProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time).Take();
        Assert.Null(source.Status.Reason);
        Assert.Equal(DeviceKind.Container, Assert.Single(source.Status.Devices).Kind);
        Assert.Equal(2.5, sampling["cgroup.cpu_time"].Value);
        Assert.Equal(0.35, sampling["cgroup.cpu_throttled_time"].Value);
        Assert.Equal(800000000, sampling["cgroup.memory_current"].Value);
        Assert.Equal(600000000, sampling["cgroup.memory_working_set"].Value);
        Assert.Equal(60, sampling["cgroup.memory_utilization"].Value, 1e-9);
        Assert.Equal(4096 + 1000, sampling["cgroup.disk_read"].Value);
        Assert.Equal(8192, sampling["cgroup.disk_written"].Value);
    }

    [Fact]
    public void A_service_is_found_by_its_path_and_the_tightest_limit_above_it_holds()
    {
        using TimedMachine machine = Container("0::/ai.slice/train.service\n", "ai.slice/train.service/")
            .With("sys/fs/cgroup/ai.slice/train.service/memory.max", "max\n")
            .With("sys/fs/cgroup/ai.slice/memory.max", "1200000000\n")
            .With("sys/fs/cgroup/ai.slice/cpu.max", "150000 100000\n");
        ControlGroup group = ControlGroup.Find(machine.Environment)!;
        Assert.Equal("/ai.slice/train.service", group.Path);
        Assert.Equal(1.5, group.CpuQuota());
        Assert.Equal(1.2e9, group.MemoryLimit());
        using Sampled sampling = Sampled.Of(new CgroupProbe().Probe(machine.Environment), machine.Time).Take();
        Assert.Equal(50, sampling["cgroup.memory_utilization"].Value, 1e-9);
    }

    [Theory]
    [InlineData("0::/../../outside\n")]
    [InlineData("0::/host/path/not/mounted/here\n")]
    public void A_path_that_cannot_be_seen_from_here_means_the_mounted_root(string cgroup)
    {
        using TimedMachine machine = Container(cgroup, "");
        Assert.Equal("/", ControlGroup.Find(machine.Environment)!.Path);
    }

    [Fact]
    public void Without_limits_there_is_no_share_of_a_limit()
    {
        using TimedMachine machine = Container("0::/\n", "").With("sys/fs/cgroup/memory.max", "max\n");
        using Sampled sampling = Sampled.Of(new CgroupProbe().Probe(machine.Environment), machine.Time).Take();
        Assert.False(sampling.Offers("cgroup.memory_utilization"));
        Assert.True(sampling.Offers("cgroup.memory_working_set"));
        Assert.Null(ControlGroup.Find(machine.Environment)!.CpuQuota());
    }

    [Fact]
    public void Controllers_that_are_off_cost_their_series_and_are_named()
    {
        using TimedMachine machine = new TimedMachine()
            .With("proc/self/cgroup", "0::/app\n")
            .With("sys/fs/cgroup/cgroup.controllers", "cpu\n")
            .With("sys/fs/cgroup/app/cgroup.type", "domain\n")
            .With("sys/fs/cgroup/app/cpu.stat", "usage_usec 7\nuser_usec 4\nsystem_usec 3\n");
        ProbedSource source = new CgroupProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time).Take();
        Assert.Equal("cgroup.cpu_time", Assert.Single(sampling.Channels).FullName);
        Assert.Equal(7e-6, sampling["cgroup.cpu_time"].Value, 1e-12);
        Assert.Contains("memory controller is off", source.Status.Reason, StringComparison.Ordinal);
        Assert.Contains("io controller is off", source.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_group_is_the_host_and_says_so()
    {
        using TimedMachine machine = new TimedMachine()
            .With("proc/self/cgroup", "0::/\n")
            .With("sys/fs/cgroup/cgroup.controllers", "cpu memory io\n")
            .With("sys/fs/cgroup/cpu.stat", CpuStat);
        Assert.Contains("the host itself", new CgroupProbe().Probe(machine.Environment).Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hybrid_machine_is_told_what_is_missing_and_what_would_help()
    {
        using TimedMachine machine = new TimedMachine()
            .With("proc/self/cgroup", "4:memory:/app\n1:cpu:/app\n0::/\n")
            .With("sys/fs/cgroup/unified/cgroup.controllers", "\n")
            .WithFolder("sys/fs/cgroup/memory");
        SourceStatus status = new CgroupProbe().Probe(machine.Environment).Status;
        Assert.False(status.IsReady);
        Assert.Contains("v1 hierarchies (hybrid)", status.Reason, StringComparison.Ordinal);
        Assert.Contains("systemd.unified_cgroup_hierarchy=1", status.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Stacked_disks_are_not_counted_with_the_disks_below_them()
    {
        using TimedMachine machine = Container("0::/\n", "")
            .With("sys/fs/cgroup/io.stat", "253:0 rbytes=5000 wbytes=6000 rios=1 wios=1 dbytes=0 dios=0\n259:0 rbytes=5000 wbytes=6000 rios=1 wios=1 dbytes=0 dios=0\n8:16 \n")
            .With("sys/block/nvme0n1/dev", "259:0\n").WithFolder("sys/block/nvme0n1/device")
            .With("sys/block/dm-0/dev", "253:0\n");
        using Sampled sampling = Sampled.Of(new CgroupProbe().Probe(machine.Environment), machine.Time).Take();
        Assert.Equal(5000, sampling["cgroup.disk_read"].Value);
        Assert.Equal(6000, sampling["cgroup.disk_written"].Value);
    }

    [Fact]
    public void The_working_set_is_gathered_once_a_second_and_the_current_memory_each_time()
    {
        using TimedMachine machine = Container("0::/\n", "");
        using Sampled sampling = Sampled.Of(new CgroupProbe().Probe(machine.Environment), machine.Time).Take();
        machine.Time.Advance(TimeSpan.FromMilliseconds(100));
        sampling.Take();
        Assert.Equal(SampleState.NotAsked, sampling["cgroup.memory_working_set"].State);
        Assert.Equal(SampleState.Read, sampling["cgroup.memory_current"].State);
    }

    [Fact]
    public void A_thousand_samples_allocate_nothing()
    {
        using TimedMachine machine = Container("0::/\n", "");
        Assert.Equal(0, HostProbeTests.Allocated(new CgroupProbe().Probe(machine.Environment)));
    }

    [Fact]
    public void This_machine_is_measured_or_explained()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "control groups are a thing of Linux");
        ProbedSource source = new CgroupProbe().Probe(HostProbeTests.Live);
        Assert.True(source.Sampler is not null || source.Status.Reason is { Length: > 20 });
        (source.Sampler as IDisposable)?.Dispose();
    }

    private static TimedMachine Container(string cgroup, string folder) => new TimedMachine()
        .With("proc/self/cgroup", cgroup)
        .With("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n")
        .With($"sys/fs/cgroup/{folder}cgroup.type", "domain\n")
        .With($"sys/fs/cgroup/{folder}cpu.stat", CpuStat)
        .With($"sys/fs/cgroup/{folder}memory.current", "800000000\n")
        .With($"sys/fs/cgroup/{folder}memory.max", "1000000000\n")
        .With($"sys/fs/cgroup/{folder}memory.stat", MemoryStat)
        .With($"sys/fs/cgroup/{folder}io.stat", "259:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n8:0 rbytes=1000 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n");
}
