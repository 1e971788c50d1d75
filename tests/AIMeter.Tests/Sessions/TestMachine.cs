using AIMetering.Tests.Machines;

namespace AIMetering.Tests.Sessions;

/// <summary>Sessions on a machine that offers nothing of its own, so that a test's sources are the only ones.</summary>
internal static class TestMachine
{
    public static MeterConfiguration Bare(string name = "test") => On("no-sensors", name).WithoutEstimates();

    public static MeterConfiguration On(string machine, string name = "test") => AIMeter.Configure(name)
        .WithSysRoot(Path.Combine(MachineFolder.Of(machine), "sys"))
        .WithProcRoot(Path.Combine(MachineFolder.Of(machine), "proc"));

    public static MeterConfiguration On(MachineTree machine, string name = "test") =>
        AIMeter.Configure(name).WithSysRoot(machine.PathOf("sys")).WithProcRoot(machine.PathOf("proc"));
}
