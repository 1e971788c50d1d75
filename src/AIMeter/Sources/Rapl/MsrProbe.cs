namespace AIMetering.Sources.Rapl;

/// <summary>Reads the RAPL registers themselves. A last resort, asked for by name: it needs root and never writes.</summary>
internal sealed class MsrProbe : ISourceProbe
{
    public string Name => "msr";

    public ProbedSource Probe(SourceEnvironment environment)
    {
        CpuIdentity cpu = CpuIdentity.Read(environment.ProcRoot);
        if (!cpu.IsAmd && !cpu.IsIntel)
        {
            return ProbedSource.Unavailable(Name, "this is no CPU of Intel, AMD or Hygon, so its registers are not known.");
        }

        RaplFindings findings = new(Name, cpu);
        foreach ((CpuPlace place, RaplDomain package) in CpuTopology.Packages(CpuTopology.Read(environment.SysRoot), cpu.IsAmd))
        {
            Open(environment.DevRoot, place.Cpu, package, cpu, findings);
        }

        PowercapChoice limits = PowercapChoice.From(PowercapTree.Read(environment.SysRoot), cpu.IsAmd);
        return findings.Conclude(limits.MaxWatts, "sysfs lists no CPU, so there is none to ask");
    }

    private static void Open(string devRoot, int number, RaplDomain package, CpuIdentity cpu, RaplFindings findings)
    {
        try
        {
            Open(new MsrFile(devRoot, number), package, cpu, findings);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            findings.LeaveOut(package.Id, "there are no register files; the module msr is not loaded", RaplRemedy.LoadMsr);
        }
        catch (UnauthorizedAccessException)
        {
            findings.LeaveOut(package.Id, "the register files may be read by root only", RaplRemedy.OpenMsr);
        }
        catch (IOException)
        {
            findings.LeaveOut(package.Id, "the register files cannot be opened");
        }
    }

    private static void Open(MsrFile file, RaplDomain package, CpuIdentity cpu, RaplFindings findings)
    {
        bool used = false;
        _ = file.TryRead(MsrLayout.UnitRegister(cpu), out ulong units);
        foreach ((RaplPart part, uint register) in MsrLayout.Counters(cpu))
        {
            RaplDomain domain = package.Of(part);
            if (!file.TryRead(register, out ulong first))
            {
                findings.LeaveOut(domain.Id, MsrCounter.Refused);
            }
            else if (MsrLayout.JoulesPerCount(cpu, part, units) is not { } joules)
            {
                findings.LeaveOut(domain.Id, "the unit of its register is not known on this CPU");
            }
            else if ((uint)first == 0)
            {
                findings.LeaveOut(domain.Id, "the counter stands at 0: the hardware or the hypervisor does not count");
            }
            else
            {
                findings.Add(new MsrCounter(file, register, domain, joules));
                used = true;
            }
        }

        if (!used)
        {
            file.Dispose();
        }
    }
}
