using AIMetering.Sources;
using AIMetering.Sources.Hwmon;
using AIMetering.Tests.Machines;
using Xunit;

namespace AIMetering.Tests.Sources.Hwmon;

public class HwmonTests
{
    private const string GraceSocket = "sys/devices/LNXSYSTM:00/ACPI000D:01/";
    private const string JetsonChip = "sys/devices/platform/bus@0/c240000.i2c/i2c-1/1-0040/hwmon/hwmon1/";

    [Fact]
    public void Grace_stands_for_its_cpu_and_neither_rails_nor_module_are_added()
    {
        ProbedSource source = Probe(MachineFolder.Environment(MachineFolder.Of("grace-hopper")));
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(["cpu0"], source.Status.Devices.Where(device => device.InTotal).Select(device => device.Id));
        Sample[] samples = Samples.Take(source.Sampler!);
        double Watts(string id) => samples[source.Sampler!.Channels.ToList().FindIndex(channel => channel.Device.Id == id)].Value;
        Assert.True(Watts("cpu0-rail") + Watts("cpu0-sysio") <= Watts("cpu0") && Watts("cpu0") <= Watts("module0"));
        Assert.Equal(141, Watts("cpu0"), 1e-9);
    }

    [Fact]
    public void The_averaging_interval_is_the_sensors_own()
    {
        using MachineTree tree = MachineTree.CopyOf("grace-hopper").Write(GraceSocket + "power1_average_interval", "200");
        Assert.Equal(200, Interval(tree, "cpu0"));
        tree.Remove(GraceSocket + "power1_average_interval");
        Assert.Equal(50, Interval(tree, "cpu0"));
    }

    [Fact]
    public void A_meter_behind_a_controller_may_block_and_others_do_not()
    {
        Assert.True(Probe(MachineFolder.Environment(MachineFolder.Of("acpi-power-meter"))).Sampler!.MayBlock);
        Assert.False(Probe(MachineFolder.Environment(MachineFolder.Of("grace-hopper"))).Sampler!.MayBlock);
        Assert.False(Probe(MachineFolder.Environment(MachineFolder.Of("jetson-orin"))).Sampler!.MayBlock);
    }

    [Fact]
    public void A_meter_is_found_in_the_entry_or_below_it_and_another_chip_is_not_taken_for_one()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 85)
            .Write("sys/class/hwmon/hwmon0/name", "power_meter").Write("sys/class/hwmon/hwmon0/device/power1_average", "150000000")
            .Write("sys/class/hwmon/hwmon1/name", "power_meter").Write("sys/class/hwmon/hwmon1/power1_average", "90000000")
            .Write("sys/class/hwmon/hwmon2/name", "amd_energy").Write("sys/class/hwmon/hwmon2/power1_average", "1");
        Assert.Equal([150, 90], Read(tree).Select(sample => Math.Round(sample.Value, 9)));
    }

    [Fact]
    public void A_rail_is_volts_times_amperes()
    {
        using MachineTree tree = MachineTree.CopyOf("jetson-orin")
            .Write(JetsonChip + "in1_input", "19000").Write(JetsonChip + "curr1_input", "2500");
        Assert.Equal(47.5, Read(tree)[0].Value, 1e-9);
    }

    [Fact]
    public void An_idle_rail_one_step_below_zero_draws_nothing()
    {
        using MachineTree tree = MachineTree.CopyOf("jetson-orin").Write(JetsonChip + "curr2_input", "-8");
        Assert.Equal((SampleState.Read, 0.0), (Read(tree)[1].State, Read(tree)[1].Value));
    }

    [Fact]
    public void A_disabled_meter_is_left_out_and_a_garbled_one_fails_with_a_reason()
    {
        using MachineTree tree = MachineTree.CopyOf("jetson-orin").Link(JetsonChip + "in3_input", "/proc/self/mem"); // EIO
        ProbedSource source = Probe(tree.Environment);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(["vdd_in", "vdd_cpu_gpu_cv"], source.Status.Devices.Select(device => device.Id));
        Assert.Equal(
            "vdd_soc is left out: the kernel refused to read the meter: it is disabled or gone (ENODATA, EIO).", source.Status.Reason);
        tree.Write(JetsonChip + "curr1_input", "?");
        Sample[] samples = Samples.Take(source.Sampler!);
        Assert.Equal((SampleState.Failed, "the meter holds no number"), (samples[0].State, samples[0].Failure));
        Assert.Equal(SampleState.Read, samples[1].State);
    }

    [Fact]
    public void A_closed_meter_is_no_zero()
    {
        using MachineTree tree = MachineTree.CopyOf("acpi-power-meter").Close("sys/class/hwmon/hwmon0/power1_average");
        ProbedSource source = Nobody.Run(() => Probe(tree.Environment));
        Assert.False(source.Status.IsReady);
        Assert.Equal("the kernel does not let this user read the meter (EACCES).", source.Status.Reason);
    }

    [Fact]
    public void Nothing_is_allocated_per_sample()
    {
        using HwmonSampler sampler = (HwmonSampler)Probe(MachineFolder.Environment(MachineFolder.Of("jetson-orin"))).Sampler!;
        SampleWriter writer = new(TimeProvider.System, sampler.Channels.Count);
        Read(sampler, writer, times: 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(sampler, writer, times: 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ProbedSource Probe(SourceEnvironment environment) => new HwmonProbe().Probe(environment);

    private static double Interval(MachineTree tree, string device)
    {
        using HwmonSampler sampler = (HwmonSampler)Probe(tree.Environment).Sampler!;
        return sampler.Channels.Single(channel => channel.Device.Id == device).Sensor!.AveragingWindow!.Value.TotalMilliseconds;
    }

    private static Sample[] Read(MachineTree tree)
    {
        using HwmonSampler sampler = (HwmonSampler)Probe(tree.Environment).Sampler!;
        return Samples.Take(sampler);
    }

    private static void Read(HwmonSampler sampler, SampleWriter writer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            writer.Begin(energyOnly: true);
            sampler.Sample(writer);
        }
    }
}
