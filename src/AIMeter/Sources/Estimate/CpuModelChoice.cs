using System.Globalization;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Estimate;

/// <summary>Chooses how a CPU is estimated: by coefficients of its micro-architecture, else its design power, else averages.</summary>
internal static class CpuModelChoice
{
    private const double IdleShare = 0.1; // of design power, when idle

    public static CpuPowerModel Choose(CpuInfo cpu, SourceEnvironment environment) =>
        PowerTable.Find(cpu) ?? FromDesignPower(cpu, environment) ?? PowerTable.Generic();

    /// <summary>Spreads the design power of a package over its threads: a machine that sees only some of them gets their share.</summary>
    private static CpuPowerModel? FromDesignPower(CpuInfo cpu, SourceEnvironment environment)
    {
        // A guest's "siblings" are its own, not the host's: without the host's number there is no share to take.
        int? threads = cpu.IsVirtual == true ? null : cpu.ThreadsPerPackage;
        double? watts = PackageLimit(environment) ?? DesignPowerTable.Find(cpu.ModelName);
        if (threads is not > 0 || watts is not > 0)
        {
            return null;
        }

        double full = watts.Value / threads.Value;
        string name = string.Create(CultureInfo.InvariantCulture, $"{watts:0} W design power");
        return new(name, ModelBasis.DesignPower, IdleShare * full, full, CpuPowerModel.DesignPowerError);
    }

    /// <summary>The design power that the package itself states, readable even where its energy is not.</summary>
    private static double? PackageLimit(SourceEnvironment environment)
    {
        string path = Path.Combine(environment.SysRoot, "class", "powercap", "intel-rapl:0", "constraint_0_max_power_uw");
        return FileText.TryReadNumber(path) is > 0 and double microwatts ? microwatts / 1e6 : null;
    }
}
