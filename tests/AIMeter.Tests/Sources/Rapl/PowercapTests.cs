using System.Diagnostics;
using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Rapl;
using AIMetering.Tests.Machines;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Sources.Rapl;

public class PowercapTests
{
    private const string FirstCounter = "sys/devices/virtual/powercap/intel-rapl/intel-rapl:0/energy_uj";
    private const string SecondCounter = "sys/devices/virtual/powercap/intel-rapl/intel-rapl:1/energy_uj";
    private const string FirstMemory = "sys/devices/virtual/powercap/intel-rapl/intel-rapl:0/intel-rapl:0:0/energy_uj";
    private const string SecondMemory = "sys/devices/virtual/powercap/intel-rapl/intel-rapl:1/intel-rapl:1:0/energy_uj";

    [Fact]
    public void Counters_that_only_root_may_read_come_with_the_exact_remedy()
    {
        using MachineTree tree = MachineTree.CopyOf("rapl-two-sockets")
            .Close(FirstCounter).Close(FirstMemory).Close(SecondCounter).Close(SecondMemory);
        ProbedSource source = Nobody.Run(() => Probe(tree));
        Assert.Null(source.Sampler);
        Assert.Equal("energy_uj may be read by root only (EACCES).", source.Status.Reason);
        Assert.StartsWith(
            "Until the next boot: `sudo chmod a+r /sys/class/powercap/*/energy_uj`.", source.Status.Remedy, StringComparison.Ordinal);
        Assert.Contains("CAP_DAC_READ_SEARCH", source.Status.Remedy, StringComparison.Ordinal);
        Assert.Contains("side channel", source.Status.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void One_closed_socket_leaves_the_other_measured_and_is_named()
    {
        using MachineTree tree = MachineTree.CopyOf("rapl-two-sockets").Close(SecondCounter);
        ProbedSource source = Nobody.Run(() => Probe(tree));
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(["cpu0", "dram0", "dram1"], source.Status.Devices.Select(device => device.Id));
        Assert.StartsWith(
            "intel-rapl:1 (package-1) is left out: energy_uj may be read by root only (EACCES)",
            source.Status.Reason, StringComparison.Ordinal);
        Assert.NotNull(source.Status.Remedy);
    }

    [Fact]
    public void Zone_numbers_are_hexadecimal()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 85);
        for (int socket = 0; socket < 18; socket++)
        {
            tree.Zone($"intel-rapl:{socket:x}", $"package-{socket}", 1000).Zone($"intel-rapl:{socket:x}:0", "dram", 500);
        }

        ProbedSource source = Probe(tree);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(
            Enumerable.Range(0, 18).SelectMany(socket => new[] { $"cpu{socket}", $"dram{socket}" }),
            source.Status.Devices.Select(device => device.Id));
    }

    [Fact]
    public void The_memory_mapped_view_is_read_where_it_is_the_only_one()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 140).Zone("intel-rapl-mmio:0", "package-0", 77);
        Assert.Equal(77, Assert.Single(Read(tree)).Value);
    }

    [Fact]
    public void The_platform_of_each_socket_stays_out_of_the_total()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 143)
            .Zone("intel-rapl:0", "package-0", 1).Zone("intel-rapl:1", "package-1", 2)
            .Zone("intel-rapl:2", "psys", 3, 4294967295000000).Zone("intel-rapl:3", "psys-1", 4, 4294967295000000);
        ProbedSource source = Probe(tree);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(["cpu0", "cpu1", "psys", "psys1"], source.Status.Devices.Select(device => device.Id));
        Assert.Equal(["cpu0", "cpu1"], source.Status.Devices.Where(device => device.InTotal).Select(device => device.Id));
        Assert.Equal(4000, source.Sampler!.Channels[2].Sensor!.MaxPowerWatts); // it feeds two sockets of 2 kW
    }

    /// <summary>The kernel shows the 32-bit register times the unit in nanojoules, cut to microjoules.</summary>
    [Fact]
    public void Wherever_the_counter_starts_again_the_energy_is_the_same()
    {
        ulong[] nanojoules = [15258, 15300, 61035];
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 85);
        Gen.Select(Gen.Int[0, 2], Gen.UInt[uint.MaxValue - 2_000_000, uint.MaxValue], Gen.UInt[1, 1_000_000].Array[1, 6]).Sample(
            (unit, start, steps) =>
            {
                ulong Microjoules(uint register) => register * nanojoules[unit] / 1000;
                tree.Zone("intel-rapl:0", "package-0", Microjoules(start), Microjoules(uint.MaxValue));
                using RaplSampler sampler = (RaplSampler)Probe(tree).Sampler!;
                EnergyCounter account = new(sampler.Channels[0].Sensor!);
                account.Advance(Samples.Take(sampler)[0].Value, 0, staleness: 0.002);
                (double joules, uint register, double counted) = (0, start, 0);
                for (int i = 0; i < steps.Length; i++)
                {
                    register = unchecked(register + steps[i]);
                    counted += steps[i];
                    tree.Write("sys/class/powercap/intel-rapl:0/energy_uj", $"{Microjoules(register)}");
                    joules += account.Advance(Samples.Take(sampler)[0].Value, i + 1, staleness: 0.002).Joules;
                }

                Assert.Equal(counted * nanojoules[unit] * 1e-9, joules, 3e-6); // each end is cut to a microjoule, and so is the range
            },
            iter: 300, threads: 1);
    }

    [Fact]
    public void A_limit_of_zero_or_none_leaves_the_guard_of_two_kilowatts()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 85)
            .Zone("intel-rapl:0", "package-0", 1).Zone("intel-rapl:0:0", "core", 1)
            .Write("sys/class/powercap/intel-rapl:0/constraint_0_name", "long_term")
            .Write("sys/class/powercap/intel-rapl:0/constraint_0_power_limit_uw", "0");
        Assert.All(Channels(tree), channel => Assert.Equal(2000, channel.Sensor!.MaxPowerWatts));
        tree.Write("sys/class/powercap/intel-rapl:0/constraint_1_name", "short_term")
            .Write("sys/class/powercap/intel-rapl:0/constraint_1_power_limit_uw", "90000000");
        Assert.All(Channels(tree), channel => Assert.Equal(180, channel.Sensor!.MaxPowerWatts));
    }

    [Fact]
    public void A_garbled_counter_is_a_failure_with_a_reason_and_then_reads_again()
    {
        using MachineTree tree = MachineTree.CopyOf("rapl-two-sockets");
        ProbedSource source = Probe(tree);
        using IDisposable? sampler = source.Sampler as IDisposable;
        foreach (string text in (string[])["", "-5", "12 34", "0x10", "1e5", "99999999999999999999999", "nan", "\0"])
        {
            tree.Write(FirstCounter, text);
            Sample[] samples = Samples.Take(source.Sampler!);
            Assert.Equal((SampleState.Failed, "energy_uj holds no number"), (samples[0].State, samples[0].Failure));
            Assert.True(double.IsNaN(samples[0].Value));
            Assert.All(samples[1..], sample => Assert.Equal(SampleState.Read, sample.State));
        }

        tree.Write(FirstCounter, "42");
        Assert.Equal(42, Samples.Take(source.Sampler!)[0].Value);
    }

    [Fact]
    public void A_counter_that_goes_away_is_a_failure_with_a_reason()
    {
        // A number whose device can be taken away for real: the score that the kernel gives a process, until the process ends.
        using Process device = Process.Start("sleep", "600");
        using MachineTree tree = MachineTree.CopyOf("rapl-two-sockets").Link(FirstCounter, $"/proc/{device.Id}/oom_score");
        ProbedSource source = Probe(tree);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(SampleState.Read, Samples.Take(source.Sampler!)[0].State);
        device.Kill();
        device.WaitForExit();
        Sample[] samples = Samples.Take(source.Sampler!);
        Assert.Equal((SampleState.Failed, PowercapCounter.Refused), (samples[0].State, samples[0].Failure));
        Assert.Equal(SampleState.Read, samples[1].State);
    }

    [Fact]
    public void A_counter_that_the_kernel_refuses_is_left_out_and_never_zero()
    {
        using MachineTree tree = MachineTree.CopyOf("rapl-two-sockets")
            .Link(FirstMemory, "/proc/self/mem").Remove(SecondMemory); // EIO and ENOENT
        ProbedSource source = Probe(tree);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(["cpu0", "cpu1"], source.Status.Devices.Select(device => device.Id));
        Assert.Contains("intel-rapl:0:0 (dram) is left out: " + PowercapCounter.Refused, source.Status.Reason, StringComparison.Ordinal);
        Assert.Contains("there is no DRAM counter", source.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Filtered_counters_are_announced()
    {
        using MachineTree tree = MachineTree.CopyOf("rapl-two-sockets").Cpu("GenuineIntel", 6, 106, "fpu sgx");
        ProbedSource source = Probe(tree);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Contains("INTEL-SA-00389", source.Status.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GenuineIntel", 0x2A, 0.10)]
    [InlineData("GenuineIntel", 0x3E, 0.10)]
    [InlineData("GenuineIntel", 0x3F, 0.05)]
    [InlineData("AuthenticAMD", 49, 0.10)]
    [InlineData("HygonGenuine", 0, 0.10)]
    public void A_counter_that_models_has_the_wider_error(string vendor, int model, double error)
    {
        using MachineTree tree = new MachineTree().Cpu(vendor, 6, model).Zone("intel-rapl:0", "package-0", 1);
        Assert.Equal(error, Assert.Single(Channels(tree)).Sensor!.GainError);
    }

    [Fact]
    public void Each_value_is_stamped_at_its_own_read_and_nothing_is_allocated()
    {
        using RaplSampler sampler = (RaplSampler)Probe(MachineFolder.Environment(MachineFolder.Of("rapl-dies"))).Sampler!;
        SampleWriter writer = new(TimeProvider.System, sampler.Channels.Count);
        Read(sampler, writer, times: 100);
        for (int i = 1; i < writer.Samples.Length; i++)
        {
            Assert.True(writer.Samples[i].Before >= writer.Samples[i - 1].After);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(sampler, writer, times: 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_tree_of_rubbish_is_explained_and_never_thrown()
    {
        string[] files = ["name", "energy_uj", "max_energy_range_uj", "constraint_0_name", "constraint_0_power_limit_uw"];
        string[] zones = ["intel-rapl:0", "intel-rapl:0:0", "intel-rapl:zz", "intel-rapl-mmio:0"];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Byte.Array[0, 40], Gen.Int[0, zones.Length - 1])
            .Array[1, 8].Sample(
                rubbish =>
                {
                    using MachineTree tree = MachineTree.CopyOf("rapl-laptop");
                    foreach ((int file, byte[] bytes, int zone) in rubbish)
                    {
                        string path = $"sys/class/powercap/{zones[zone]}/{files[file]}";
                        tree.Write(path, "");
                        File.WriteAllBytes(tree.PathOf(path), bytes);
                    }

                    ProbedSource source = Probe(tree);
                    using IDisposable? sampler = source.Sampler as IDisposable;
                    Assert.True(source.Status.IsReady || source.Status.Reason is { Length: > 0 });
                    Assert.Equal(source.Status.Devices.Count, source.Status.Devices.DistinctBy(device => device.Id).Count());
                },
                iter: 100, threads: 1);
    }

    private static ProbedSource Probe(MachineTree tree) => Probe(tree.Environment);

    private static ProbedSource Probe(SourceEnvironment environment) => new PowercapProbe().Probe(environment);

    private static IReadOnlyList<Channel> Channels(MachineTree tree)
    {
        using RaplSampler sampler = (RaplSampler)Probe(tree).Sampler!;
        return sampler.Channels;
    }

    private static Sample[] Read(MachineTree tree)
    {
        using RaplSampler sampler = (RaplSampler)Probe(tree).Sampler!;
        return Samples.Take(sampler);
    }

    private static void Read(RaplSampler sampler, SampleWriter writer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            writer.Begin(energyOnly: true);
            sampler.Sample(writer);
        }
    }
}
