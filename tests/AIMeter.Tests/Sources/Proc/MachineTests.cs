using System.Runtime.InteropServices;
using AIMetering.Readings;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sources.Proc;

public class MachineTests
{
    [Fact]
    public void A_machine_is_described_by_its_own_files()
    {
        using TimedMachine machine = ProcFiles.Machine()
            .With("proc/sys/kernel/osrelease", "6.18.44\n")
            .With(".dockerenv", "");
        MachineDescription description = MachineProbe.Describe(machine.Environment);
        Assert.Equal(("6.18.44", "AMD EPYC"), (description.Kernel, description.Cpu));
        Assert.Equal((2, 24684084L * 1024), (description.LogicalCpus, description.MemoryBytes));
        Assert.EndsWith(" in a virtual machine", description.Container, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_machine_does_not_say_stays_unknown()
    {
        using var machine = new TimedMachine();
        MachineDescription description = MachineProbe.Describe(machine.Environment);
        Assert.Null(description.Kernel);
        Assert.Null(description.Cpu);
        Assert.Null(description.MemoryBytes);
        Assert.Equal(Environment.ProcessorCount, description.LogicalCpus);
    }

    [Fact]
    public void This_machine_is_described()
    {
        MachineDescription description = MachineProbe.Describe(HostProbeTests.Live);
        Assert.NotEmpty(description.OperatingSystem);
        Assert.InRange(description.LogicalCpus, 1, 100_000);
        Assert.Equal(RuntimeInformation.FrameworkDescription, description.Runtime);
        Assert.Equal(RuntimeInformation.ProcessArchitecture.ToString(), description.Architecture);
        Assert.True(!OperatingSystem.IsLinux() || description.MemoryBytes > 1 << 20);
    }
}
