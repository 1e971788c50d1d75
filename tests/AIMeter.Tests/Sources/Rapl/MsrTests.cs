using AIMetering.Sources;
using AIMetering.Sources.Rapl;
using AIMetering.Tests.Machines;
using Xunit;

namespace AIMetering.Tests.Sources.Rapl;

public class MsrTests
{
    private const ulong Esu14 = 0xA0E03, Esu16 = 0xA1003;

    [Fact]
    public void Each_register_of_each_socket_is_read_in_its_own_unit()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 0x55).Place(0, 0).Place(1, 0).Place(2, 1);
        foreach (int cpu in (int[])[0, 2])
        {
            tree.Register(cpu, 0x606, Esu14).Register(cpu, 0x611, 0xFFFF_FFFF_0000_1000 + (ulong)cpu).Register(cpu, 0x619, 2000)
                .Register(cpu, 0x639, 0).Register(cpu, 0x641, 0).Register(cpu, 0x64D, 0);
        }

        ProbedSource source = new MsrProbe().Probe(tree.Environment);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal(["cpu0", "dram0", "cpu1", "dram1"], source.Status.Devices.Select(device => device.Id));
        double[] lowerHalves = [0x1000, 2000, 0x1002, 2000];
        Assert.Equal(lowerHalves, Samples.Take(source.Sampler!).Select(sample => sample.Value));
        Assert.Equal([1 / 16384.0, 15.3e-6], source.Sampler!.Channels.Take(2).Select(channel => channel.Sensor!.JoulesPerCount));
        Assert.All(source.Sampler!.Channels, channel => Assert.Equal(4294967296, channel.Sensor!.WrapsAt));
    }

    [Fact]
    public void Amd_has_one_counter_per_package_at_addresses_of_its_own()
    {
        // Neighbouring registers overlap in a file; the byte that holds the unit lies below the second.
        using MachineTree tree = new MachineTree().Cpu("AuthenticAMD", 25, 17).Place(0, 0, die: 0).Place(1, 0, die: 1)
            .Register(0, 0xC0010299, Esu16).Register(0, 0xC001029B, 65536);
        ProbedSource source = new MsrProbe().Probe(tree.Environment);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal("cpu0", Assert.Single(source.Status.Devices).Id);
        double joulesPerCount = source.Sampler!.Channels[0].Sensor!.JoulesPerCount;
        Assert.Equal(1, Samples.Take(source.Sampler!)[0].Value * joulesPerCount); // 2^16 counts of 2^-16 J
    }

    [Theory]
    [InlineData(0x9E, "Package", 6.103515625e-05)] // 2^-14 J
    [InlineData(0x37, "Package", 0.016384)] // Silvermont: 2^14 microjoules
    [InlineData(0x4C, "Cores", 0.016384)]
    [InlineData(0x3F, "Dram", 15.3e-6)]
    [InlineData(0x6A, "Dram", 15.3e-6)]
    [InlineData(0x8F, "Dram", 6.103515625e-05)] // Sapphire Rapids keeps the unit of the register for memory
    [InlineData(0x8F, "Platform", 1.0)]
    [InlineData(0x4D, "Package", null)]
    [InlineData(0x56, "Dram", null)]
    public void The_unit_follows_the_model(int model, string part, double? joules)
    {
        CpuIdentity cpu = new("GenuineIntel", null, 6, model, IsVirtual: false, HasSgx: false);
        Assert.Equal(joules, MsrLayout.JoulesPerCount(cpu, Enum.Parse<RaplPart>(part), Esu14));
    }

    [Fact]
    public void A_missing_module_a_closed_file_and_a_counter_at_zero_are_three_sentences()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 0x55).Place(0, 0);
        Assert.Equal(("there are no register files; the module msr is not loaded.", RaplRemedy.LoadMsr), Status(tree));

        tree.Register(0, 0x606, Esu14).Register(0, 0x611, 0).Register(0, 0x64D, 0);
        Assert.Equal(("the counter stands at 0: the hardware or the hypervisor does not count.", null), Status(tree));

        tree.Close("dev/cpu/0/msr");
        Assert.Equal(("the register files may be read by root only.", RaplRemedy.OpenMsr), StatusAsNobody(tree));
    }

    [Fact]
    public void A_register_the_processor_lacks_is_left_out()
    {
        using MachineTree tree = new MachineTree().Cpu("GenuineIntel", 6, 0x55).Place(0, 0)
            .Register(0, 0x606, Esu14).Register(0, 0x611, 9);
        ProbedSource source = new MsrProbe().Probe(tree.Environment);
        using IDisposable? sampler = source.Sampler as IDisposable;
        Assert.Equal("cpu0", Assert.Single(source.Status.Devices).Id);
        Assert.Contains("dram0 is left out: " + MsrCounter.Refused, source.Status.Reason, StringComparison.Ordinal);
    }

    private static (string?, string?) Status(MachineTree tree)
    {
        ProbedSource source = new MsrProbe().Probe(tree.Environment);
        return (source.Status.Reason, source.Status.Remedy);
    }

    private static (string?, string?) StatusAsNobody(MachineTree tree)
    {
        ProbedSource source = Nobody.Run(() => new MsrProbe().Probe(tree.Environment));
        return (source.Status.Reason, source.Status.Remedy);
    }
}
