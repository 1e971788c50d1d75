using System.Globalization;
using System.Runtime.CompilerServices;
using AIMetering.Sources;
using AIMetering.Sources.Rapl;
using AIMetering.Tests.Machines;
using Xunit;

namespace AIMetering.Tests.Sources.Rapl;

public class PerfPowerTests
{
    /// <summary>The software PMU, which every kernel has: its clock (event 0) moves on its own as an energy counter does.</summary>
    private const int SoftwarePmu = 1;
    private const string Clock = "event=0x00";
    private const string NeverMoves = "event=0x09"; // PERF_COUNT_SW_DUMMY

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0,28", new[] { 0, 28 })]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("0-1,8,10-11", new[] { 0, 1, 8, 10, 11 })]
    public void A_list_of_cpus_is_read(string text, int[] cpus) => Assert.Equal(cpus, CpuTopology.ParseList(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("0-")]
    [InlineData("-1")]
    [InlineData("a")]
    [InlineData("0-1-2")]
    [InlineData("0-4000000000")]
    [InlineData("0-2000000000")]
    public void A_text_that_is_no_list_of_cpus_is_refused(string? text) => Assert.Null(CpuTopology.ParseList(text));

    [Fact]
    public void The_scale_is_read_the_same_in_every_culture()
    {
        CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = german;
            PerfPmu pmu = PerfPmu.Read(Path.Combine(MachineFolder.Of("rapl-laptop"), "sys"))!;
            Assert.All(pmu.Events, e => Assert.Equal(Math.Pow(2, -32), e.JoulesPerCount));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("event=0x02", "Watts", "1e-9")]
    [InlineData("event=0x02", "Joules", "")]
    [InlineData("event=0x02", "Joules", "-1")]
    [InlineData("event=2", "Joules", "1e-9")]
    [InlineData("event=0x02,umask=0x1", "Joules", "1e-9")]
    public void An_event_of_another_form_is_not_guessed_at(string config, string unit, string scale)
    {
        using MachineTree tree = Pmu(config, 22).Write(Event + ".unit", unit).Write(Event + ".scale", scale);
        Assert.Empty(PerfPmu.Read(tree.Environment.SysRoot)!.Events);
    }

    [Fact]
    public void The_kernels_structure_has_its_size_and_places()
    {
        Assert.Equal(64, Unsafe.SizeOf<PerfNative.PerfEventAttributes>());
        PerfNative.PerfEventAttributes attributes = new() { Type = 1, Size = 2, Config = 3 };
        ReadOnlySpan<ulong> words = new ReadOnlySpan<PerfNative.PerfEventAttributes>(in attributes).Cast();
        Assert.Equal([0x2_0000_0001, 3, 0, 0, 0, 0, 0, 0], words.ToArray());
    }

    [Fact]
    public void The_kernel_opens_counts_and_closes_an_event()
    {
        using MachineTree tree = Pmu(Clock, SoftwarePmu);
        ProbedSource source = Open(tree);
        SkipIfForbidden(source);
        RaplSampler sampler = (RaplSampler)source.Sampler!;
        Assert.Equal(["cpu0"], source.Status.Devices.Select(device => device.Id));
        Assert.Null(sampler.Channels[0].Sensor!.WrapsAt);
        double first = Samples.Take(sampler)[0].Value;
        Assert.True(Samples.Take(sampler)[0].Value > first && first > 0);

        SampleWriter writer = new(TimeProvider.System, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            writer.Begin(energyOnly: true);
            sampler.Sample(writer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        sampler.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Samples.Take(sampler));
    }

    [Fact]
    public void A_counter_that_does_not_move_is_left_out()
    {
        using MachineTree tree = Pmu(NeverMoves, SoftwarePmu);
        ProbedSource source = Open(tree);
        SkipIfForbidden(source);
        Assert.Equal("the counter does not move: the hardware or the hypervisor does not count.", source.Status.Reason);
    }

    [Fact]
    public void A_pmu_the_kernel_does_not_know_is_refused_with_its_number()
    {
        using MachineTree tree = Pmu(Clock, 99_999);
        ProbedSource source = Open(tree);
        SkipIfForbidden(source);
        Assert.Equal("the kernel refused to open it (error number 2).", source.Status.Reason);
    }

    [Fact]
    public void A_user_whom_the_kernel_forbids_to_count_gets_the_exact_remedy()
    {
        double? paranoid = FileText.TryReadNumber("/proc/sys/kernel/perf_event_paranoid");
        Assert.SkipUnless(paranoid > 0, "kernel.perf_event_paranoid lets every user count here.");
        using MachineTree tree = Pmu(Clock, SoftwarePmu);
        ProbedSource source = Nobody.Run(() => Open(tree));
        Assert.False(source.Status.IsReady);
        Assert.SkipWhen(source.Status.Reason == "perf_event_open is forbidden here (EPERM).", "A seccomp profile forbids the call first.");
        Assert.Equal("kernel.perf_event_paranoid closes the energy events to this user (EACCES).", source.Status.Reason);
        Assert.Equal(RaplRemedy.OpenPerf, source.Status.Remedy);
    }

    [Theory]
    [InlineData(13, "kernel.perf_event_paranoid", "`sudo sysctl -w kernel.perf_event_paranoid=0`")]
    [InlineData(1, "EPERM", "seccomp")]
    [InlineData(38, "ENOSYS", null)]
    [InlineData(22, "error number 22", null)]
    public void Each_refusal_has_its_own_sentence(int error, string reason, string? remedy)
    {
        (string actual, string? help) = PerfPowerProbe.Refusal(error);
        Assert.Contains(reason, actual, StringComparison.Ordinal);
        Assert.Equal(remedy is null, help is null);
        Assert.Contains(remedy ?? "", help ?? "", StringComparison.Ordinal);
    }

    private const string Event = "sys/bus/event_source/devices/power/events/energy-pkg";

    private static MachineTree Pmu(string config, int type) => new MachineTree().Cpu("GenuineIntel", 6, 85).Place(0, socket: 0)
        .Write("sys/bus/event_source/devices/power/type", $"{type}").Write("sys/bus/event_source/devices/power/cpumask", "0")
        .Write(Event, config).Write(Event + ".unit", "Joules").Write(Event + ".scale", "1e-9");

    private static void SkipIfForbidden(ProbedSource source) => Assert.SkipWhen(
        source.Status.Reason?.Contains("(E", StringComparison.Ordinal) ?? false,
        "This kernel does not let this user count: " + source.Status.Reason);

    private static ProbedSource Open(MachineTree tree) =>
        new PerfPowerProbe().Open(PerfPmu.Read(tree.Environment.SysRoot)!, tree.Environment);
}

internal static class Words
{
    public static ReadOnlySpan<ulong> Cast(this ReadOnlySpan<PerfNative.PerfEventAttributes> attributes) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<PerfNative.PerfEventAttributes, ulong>(attributes);
}
