using System.Runtime.InteropServices;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sources.Proc;

public class MachineDescriptionTests
{
    [Fact]
    public void A_machine_is_described_by_its_own_files()
    {
        using MachineTree machine = ProcFiles.Machine()
            .With("proc/sys/kernel/hostname", "node7\n")
            .With("proc/sys/kernel/osrelease", "6.18.44\n")
            .With("proc/self/cgroup", "0::/docker/4f2a\n")
            .With("sys/fs/cgroup/cgroup.controllers", "cpu\n")
            .With("sys/fs/cgroup/cpu.max", "150000 100000\n");
        MachineDescription description = MachineDescription.Of(machine.Environment);
        Assert.Equal(("node7", "6.18.44", "AMD EPYC"), (description.HostName, description.Kernel, description.CpuModel));
        Assert.Equal((2, 1.5, 24684084L * 1024), (description.LogicalCpus, description.CpuQuota, description.MemoryBytes));
        Assert.True(description.IsVirtualMachine);
        Assert.NotNull(description.Container);
    }

    [Fact]
    public void What_a_machine_does_not_say_stays_unknown()
    {
        using var machine = new MachineTree();
        MachineDescription description = MachineDescription.Of(machine.Environment);
        Assert.Null(description.Kernel);
        Assert.Null(description.CpuModel);
        Assert.Null(description.MemoryBytes);
        Assert.Null(description.IsVirtualMachine);
        Assert.Equal(Environment.ProcessorCount, description.LogicalCpus);
        Assert.Equal(Environment.MachineName, description.HostName);
    }

    [Fact]
    public void This_machine_is_described()
    {
        MachineDescription description = MachineDescription.Of(HostProbeTests.Live);
        Assert.NotEmpty(description.OperatingSystem);
        Assert.InRange(description.LogicalCpus, 1, 100_000);
        Assert.Equal(RuntimeInformation.FrameworkDescription, description.Runtime);
        Assert.Equal(RuntimeInformation.ProcessArchitecture.ToString(), description.Architecture);
        Assert.True(!OperatingSystem.IsLinux() || description.MemoryBytes > 1 << 20);
    }
}
