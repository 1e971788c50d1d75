using System.Globalization;
using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Estimate;
using AIMetering.Tests.Sources.Proc;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Sources.Estimate;

public class CpuEstimateProbeTests
{
    private const double Idle = 0.38, Full = 1.85; // EPYC 9004, watts per thread

    [Fact]
    public void The_counter_says_that_it_is_a_model_and_how_far_off_it_may_be()
    {
        using TimedMachine machine = ProcFiles.Machine();
        ProbedSource source = new CpuEstimateProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time);
        Channel channel = Assert.Single(sampling.Channels);
        Assert.Equal(("cpu0.energy", ChannelKind.EnergyCounter), (channel.FullName, channel.Kind));
        Assert.Equal((MeasurementMethod.Estimated, 0.95), (channel.Sensor!.Method, channel.Sensor.GainError));
        Assert.Equal((Full - Idle) * 0.010, channel.Sensor.JoulesPerCount, 1e-12); // one tick of busy time
        Assert.Equal(2 * Full, channel.Sensor.MaxPowerWatts);
        Assert.Equal(TimeSpan.FromMilliseconds(10), channel.Sensor.RefreshPeriod);
        Assert.Equal(
            "no energy sensor: estimated from AMD EPYC (Zen 4/4c (EPYC 9004 / 8004 / 4004), 2 virtual CPUs), ±95 %; " +
            "it holds the CPU, baseline memory, fans and power supply, as on a server of that kind at the wall",
            source.Status.Reason);
    }

    [Fact]
    public void Energy_is_idle_power_over_time_and_the_rest_over_busy_seconds()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new CpuEstimateProbe().Probe(machine.Environment), machine.Time).Take();
        Assert.Equal(0, sampling.Joules("cpu0.energy"));
        machine.Time.Advance(TimeSpan.FromSeconds(10));
        machine.With("proc/stat", "cpu  16890 0 4426 207246 1197 0 40 900 0 0\n"); // ten busy seconds of one thread; stolen time is not ours
        Assert.Equal(2 * Idle * 10 + (Full - Idle) * 10, sampling.Take().Joules("cpu0.energy"), 1e-9);
    }

    [Fact]
    public void The_energy_is_read_at_the_edges_of_phases_too()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new CpuEstimateProbe().Probe(machine.Environment), machine.Time).Take(energyOnly: true);
        Assert.Equal(SampleState.Read, sampling["cpu0.energy"].State);
    }

    [Fact]
    public void The_counter_moves_with_the_kernels_ticks_not_with_every_read()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new CpuEstimateProbe().Probe(machine.Environment), machine.Time).Take();
        machine.Time.Advance(TimeSpan.FromMilliseconds(9));
        Assert.Equal(0, sampling.Take().Joules("cpu0.energy"));
        machine.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2 * Idle * 0.010, sampling.Take().Joules("cpu0.energy"), 1e-12);
    }

    [Fact]
    public void Energy_never_decreases_whatever_the_kernel_says()
    {
        using TimedMachine machine = ProcFiles.Machine();
        using Sampled sampling = Sampled.Of(new CpuEstimateProbe().Probe(machine.Environment), machine.Time).Take();
        double last = 0;
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 2_000]).Sample((user, milliseconds) =>
        {
            machine.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            machine.With("proc/stat", $"cpu  {user} 0 0 {user} 0 0 0 0 0 0\n");
            double energy = sampling.Take().Joules("cpu0.energy");
            Assert.True(energy >= last);
            last = energy;
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void A_quota_caps_the_threads_and_the_load_is_that_of_the_container()
    {
        using TimedMachine machine = ProcFiles.Machine()
            .With("proc/self/cgroup", "0::/\n")
            .With("sys/fs/cgroup/cgroup.controllers", "cpu\n")
            .With("sys/fs/cgroup/cpu.max", "50000 100000\n")
            .With("sys/fs/cgroup/cpu.stat", "usage_usec 1000000\nuser_usec 1000000\nsystem_usec 0\n");
        ProbedSource source = new CpuEstimateProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time).Take();
        Assert.Contains("0.5 CPUs of the container's quota", source.Status.Reason, StringComparison.Ordinal);
        machine.Time.Advance(TimeSpan.FromSeconds(10));
        machine.With("sys/fs/cgroup/cpu.stat", "usage_usec 4000000\nuser_usec 4000000\nsystem_usec 0\n");
        Assert.Equal(0.5 * Idle * 10 + (Full - Idle) * 3, sampling.Take().Joules("cpu0.energy"), 1e-9);
    }

    [Fact]
    public void The_note_reads_the_same_where_the_decimal_mark_is_a_comma()
    {
        using TimedMachine machine = ProcFiles.Machine()
            .With("proc/self/cgroup", "0::/\n")
            .With("sys/fs/cgroup/cgroup.controllers", "cpu\n")
            .With("sys/fs/cgroup/cpu.max", "50000 100000\n")
            .With("sys/fs/cgroup/cpu.stat", "usage_usec 1000000\n");
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Contains("0.5 CPUs", new CpuEstimateProbe().Probe(machine.Environment).Status.Reason, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_desktop_is_estimated_from_its_design_power_with_memory_beside_it()
    {
        using TimedMachine machine = Desktop("AMD Ryzen 7 5800X 8-Core Processor");
        ProbedSource source = new CpuEstimateProbe().Probe(machine.Environment);
        using Sampled sampling = Sampled.Of(source, machine.Time).Take();
        Assert.Equal(["cpu0.energy", "dram0.energy"], sampling.Channels.Select(channel => channel.FullName));
        Assert.Equal(0.40, sampling.Channels[0].Sensor!.GainError);
        Assert.Contains("105 W design power, 16 hardware threads), ±40 %; it holds the CPU alone", source.Status.Reason, StringComparison.Ordinal);
        Assert.Contains("memory estimated from its size, 24 GB at 9.2 W, ±50 %", source.Status.Reason, StringComparison.Ordinal);
        machine.Time.Advance(TimeSpan.FromSeconds(10));
        machine.With("proc/stat", "cpu  23890 0 4426 206246 1197 0 40 49 0 0\n"); // half of 160 thread-seconds
        sampling.Take();
        Assert.Equal(105 * (0.1 + 0.9 * 0.5) * 10, sampling.Joules("cpu0.energy"), 1e-9);
        Assert.Equal(24684084 / 1048576.0 * 0.392 * 10, sampling.Joules("dram0.energy"), 1e-9);
    }

    [Fact]
    public void What_the_package_says_of_its_design_power_beats_the_table()
    {
        using TimedMachine machine = Desktop("AMD Ryzen 7 5800X 8-Core Processor")
            .With("sys/class/powercap/intel-rapl:0/constraint_0_max_power_uw", "65000000\n");
        Assert.Contains("65 W design power", new CpuEstimateProbe().Probe(machine.Environment).Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_takes_no_design_power_of_a_host_whose_size_it_does_not_know()
    {
        using TimedMachine machine = Desktop("AMD Ryzen 7 5800X 8-Core Processor");
        machine.With("proc/cpuinfo", machine.TextOf("proc/cpuinfo").Replace("flags\t\t: fpu", "flags\t\t: fpu hypervisor", StringComparison.Ordinal));
        ProbedSource source = new CpuEstimateProbe().Probe(machine.Environment);
        Assert.Equal(1.0, source.Sampler!.Channels.Single().Sensor!.GainError);
        Assert.Contains("averages of server CPUs, as nothing closer is known of AMD Ryzen 7 5800X 8-Core Processor (16 virtual CPUs), ±100 %", source.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_busy_time_there_is_no_estimate_and_no_zero()
    {
        using var machine = new TimedMachine();
        ProbedSource source = new CpuEstimateProbe().Probe(machine.Environment);
        Assert.Null(source.Sampler);
        Assert.Contains("its load is not known", source.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void This_machine_takes_more_when_it_works()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "procfs is a thing of Linux");
        using Sampled sampling = Sampled.Of(new CpuEstimateProbe().Probe(HostProbeTests.Live), TimeProvider.System).Take();
        HostProbeTests.Burn(TimeSpan.FromMilliseconds(100));
        Assert.InRange(sampling.Take().Joules("cpu0.energy"), 0.01, 1e6);
    }

    [Fact]
    public void A_thousand_samples_allocate_nothing()
    {
        using TimedMachine machine = Desktop("AMD Ryzen 7 5800X 8-Core Processor");
        Assert.Equal(0, HostProbeTests.Allocated(new CpuEstimateProbe().Probe(machine.Environment)));
    }

    private static TimedMachine Desktop(string name) => ProcFiles.Machine()
        .With("proc/stat", "cpu  15890 0 4426 206246 1197 0 40 49 0 0\n" + string.Concat(Enumerable.Range(0, 16).Select(cpu => $"cpu{cpu} 1 0 1 1 1 0 0 0 0 0\n")))
        .With("proc/cpuinfo", $"processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 33\nmodel name\t: {name}\nstepping\t: 0\nsiblings\t: 16\nflags\t\t: fpu vme\n");
}
