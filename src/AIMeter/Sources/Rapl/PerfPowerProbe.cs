using System.Globalization;

namespace AIMetering.Sources.Rapl;

/// <summary>Looks for the perf PMU <c>power</c>, which counts the same energy as powercap, without wraps and text.</summary>
/// <remarks>Source: the kernel's arch/x86/events/rapl.c and Documentation/admin-guide/perf-security.rst.</remarks>
internal sealed class PerfPowerProbe : ISourceProbe
{
    /// <summary>Counters move each millisecond; one that does not within this many does not count.</summary>
    private const int GrowthTimeoutMilliseconds = 20;

    public string Name => "perf-power";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        if (PerfPmu.Read(environment.SysRoot) is not { } pmu)
        {
            return Absent(CpuIdentity.Read(environment.ProcRoot));
        }

        return environment.IsThisMachine
            ? Open(pmu, environment)
            : ProbedSource.Unavailable(
                Name, "the roots of sysfs and procfs are not this machine's own, and perf counts this machine only.");
    }

    /// <summary>Opens the counters of a PMU; the system calls go to this machine, wherever its description was read.</summary>
    internal ProbedSource Open(PerfPmu pmu, SourceEnvironment environment)
    {
        CpuIdentity cpu = CpuIdentity.Read(environment.ProcRoot);
        RaplFindings findings = new(Name, cpu);
        var plan = pmu.Plan(environment.SysRoot, cpu.IsAmd);
        if (cpu.IsAmd && plan.DistinctBy(counter => counter.Cpu).Count() < pmu.Cpus.Count)
        {
            findings.Note("the PMU lists several CPUs of a package, which show the same counter: one is read");
        }

        var opened = plan.Select(counter => TryOpen(pmu, counter.Domain, counter.Cpu, counter.Event, findings));
        KeepThoseThatMove([.. opened.OfType<PerfCounter>()], findings);
        PowercapChoice limits = PowercapChoice.From(PowercapTree.Read(environment.SysRoot), cpu.IsAmd);
        return findings.Conclude(limits.MaxWatts, "the PMU lists no energy event that is known");
    }

    /// <summary>Why the kernel refused to open a counter, and what helps.</summary>
    internal static (string Reason, string? Remedy) Refusal(int error) => error switch
    {
        PerfNative.AccessDenied =>
            ("kernel.perf_event_paranoid closes the energy events to this user (EACCES)", RaplRemedy.OpenPerf),
        PerfNative.NotPermitted => ("perf_event_open is forbidden here (EPERM)", RaplRemedy.AllowPerf),
        PerfNative.NoSuchCall => ("perf_event_open is not available on this system or architecture (ENOSYS)", null),
        _ => (string.Create(CultureInfo.InvariantCulture, $"the kernel refused to open it (error number {error})"), null),
    };

    private static PerfCounter? TryOpen(PerfPmu pmu, RaplDomain domain, int cpu, PerfEvent energy, RaplFindings findings)
    {
        if (PerfNative.Open(pmu.Type, energy.Config, cpu, out int error) is { } file)
        {
            return new PerfCounter(file, domain, energy.JoulesPerCount);
        }

        (string reason, string? remedy) = Refusal(error);
        findings.LeaveOut(domain.Id, reason, remedy);
        return null;
    }

    /// <summary>A count starts at 0 when opened. AMD before Linux 5.17 and guests of KVM list events that stay there.</summary>
    private static void KeepThoseThatMove(IReadOnlyList<PerfCounter> counters, RaplFindings findings)
    {
        HashSet<PerfCounter> still = [.. counters];
        SpinWait.SpinUntil(() => still.RemoveWhere(Moves) >= 0 && still.Count == 0, GrowthTimeoutMilliseconds);
        foreach (PerfCounter counter in counters.Where(still.Contains))
        {
            counter.Dispose();
            findings.LeaveOut(counter.Domain.Id, "the counter does not move: the hardware or the hypervisor does not count");
        }

        foreach (PerfCounter counter in counters.Where(counter => !still.Contains(counter)))
        {
            findings.Add(counter);
        }
    }

    private static bool Moves(PerfCounter counter) => counter.Read(out double counts) is null && counts > 0;

    private ProbedSource Absent(CpuIdentity cpu) => cpu switch
    {
        { IsX86: false } => ProbedSource.Unavailable(Name, RaplRemedy.NoX86),
        { IsVirtual: true } => ProbedSource.Unavailable(Name, RaplRemedy.VirtualMachine),
        _ => ProbedSource.Unavailable(
            Name, "the kernel has no perf PMU called power; the module that makes it is not loaded.", RaplRemedy.LoadPerf),
    };
}
