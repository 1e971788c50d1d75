using AIMetering.Readings;
using AIMetering.Sources;
using AIMetering.Sources.Rapl;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AIMetering.Tests.Machines;

public class MachineTests
{
    private const string Approved = "cpu-and-board.approved.txt";

    /// <summary>The machines of this room; others may stand beside them.</summary>
    public static TheoryData<string> Names =>
        [.. MachineFolder.Names.Where(name => File.Exists(Path.Combine(MachineFolder.Of(name), Approved)))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_machine_is_measured_or_explained(string machine)
    {
        string file = Path.Combine(MachineFolder.Of(machine), Approved);
        string text = SourceText.OfMachine(MachineFolder.Environment(MachineFolder.Of(machine)));
        string approved = File.ReadAllText(file);
        if (text != approved)
        {
            File.WriteAllText(file.Replace(".approved.", ".received.", StringComparison.Ordinal), text);
        }

        Assert.Equal(approved, text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_joule_is_counted_twice(string machine)
    {
        foreach (ISourceProbe probe in SourceText.Probes)
        {
            ProbedSource source = probe.Probe(MachineFolder.Environment(MachineFolder.Of(machine)));
            using IDisposable? sampler = source.Sampler as IDisposable;
            IReadOnlyList<Device> devices = source.Status.Devices;
            Assert.Equal(devices.Count, devices.Select(device => device.Id).Distinct().Count());
            Assert.All(devices, device => Assert.Equal(device.InTotal, device.ExclusionReason is null));
            Assert.All(devices.Where(device => device.Kind is DeviceKind.Part), device => Assert.False(device.InTotal));
            Assert.All(
                devices.Where(device => device.PartOf is not null),
                part => Assert.Contains(devices, whole => whole.Id == part.PartOf));
        }
    }

    public static TheoryData<string> NamesWithPerf =>
        [.. Names.Select(row => row.Data).Where(name => PerfPmu.Read(Path.Combine(MachineFolder.Of(name), "sys")) is not null)];

    [Theory]
    [MemberData(nameof(NamesWithPerf))]
    public void A_device_has_the_same_id_whether_perf_or_powercap_shows_it(string machine)
    {
        SourceEnvironment environment = MachineFolder.Environment(MachineFolder.Of(machine));
        bool isAmd = CpuIdentity.Read(environment.ProcRoot).IsAmd;
        var perf = PerfPmu.Read(environment.SysRoot)!.Plan(environment.SysRoot, isAmd);
        var powercap = PowercapChoice.From(PowercapTree.Read(environment.SysRoot), isAmd).Zones;
        Assert.Equal(powercap.Select(zone => zone.Domain.Id), perf.Select(counter => counter.Domain.Id));
    }

    [Fact]
    public void The_machine_of_this_test_is_measured_or_explained_too()
    {
        SourceEnvironment environment = new("/sys", "/proc", "/dev", TimeProvider.System, NullLogger.Instance);
        foreach (ISourceProbe probe in SourceText.Probes)
        {
            ProbedSource source = probe.Probe(environment);
            using IDisposable? sampler = source.Sampler as IDisposable;
            Assert.Equal(source.Sampler is not null, source.Status.IsReady);
            Assert.True(source.Status.IsReady || source.Status.Reason is { Length: > 0 }, probe.Name);
            TestContext.Current.TestOutputHelper?.WriteLine(source.Status.ToString());
        }
    }
}
