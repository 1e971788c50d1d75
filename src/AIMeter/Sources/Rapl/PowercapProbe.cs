namespace AIMetering.Sources.Rapl;

/// <summary>Looks for the RAPL zones of Linux powercap (<c>/sys/class/powercap</c>), of Intel and AMD.</summary>
/// <remarks>Sources: the kernel's Documentation/power/powercap/powercap.rst and drivers/powercap/intel_rapl_common.c.</remarks>
internal sealed class PowercapProbe : ISourceProbe
{
    public string Name => "powercap";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        CpuIdentity cpu = CpuIdentity.Read(environment.ProcRoot);
        IReadOnlyList<PowercapZone> zones = PowercapTree.Read(environment.SysRoot);
        if (zones.Count == 0)
        {
            return Absent(cpu);
        }

        return zones.Any(zone => zone.Exists)
            ? Open(PowercapChoice.From(zones, cpu.IsAmd), cpu)
            : ProbedSource.Unavailable(
                Name, "the zones are listed, but their folders are hidden by the container runtime.", RaplRemedy.Unmask);
    }

    private ProbedSource Open(PowercapChoice choice, CpuIdentity cpu)
    {
        RaplFindings findings = new(Name, cpu);
        foreach ((RaplDomain domain, PowercapZone zone) in choice.Zones)
        {
            Open(domain, zone, findings);
        }

        foreach (string note in choice.Notes)
        {
            findings.Note(note);
        }

        return findings.Conclude(choice.MaxWatts, "no zone is one that is known");
    }

    private static void Open(RaplDomain domain, PowercapZone zone, RaplFindings findings)
    {
        PowercapCounter? counter = PowercapCounter.TryOpen(domain, zone, out double first, out string? reason);
        if (counter is null)
        {
            findings.LeaveOut(zone.Label, reason!, reason == PowercapCounter.Denied ? RaplRemedy.OpenPowercap : null);
        }
        else if (first == 0)
        {
            counter.Dispose(); // a working counter shows exactly 0 for one unit in 2^32
            findings.LeaveOut(zone.Label, "the counter stands at 0: the hardware or the hypervisor does not count");
        }
        else
        {
            findings.Add(counter);
        }
    }

    private ProbedSource Absent(CpuIdentity cpu) => cpu switch
    {
        { IsX86: false } => ProbedSource.Unavailable(Name, RaplRemedy.NoX86),
        { IsVirtual: true } => ProbedSource.Unavailable(Name, RaplRemedy.VirtualMachine),
        _ => ProbedSource.Unavailable(
            Name, "there are no intel-rapl zones; the module that makes them is not loaded.", RaplRemedy.LoadPowercap),
    };
}
