using System.Globalization;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Estimate;

/// <summary>Finds the per-thread coefficients of a CPU by its cpuid family, model and stepping, or its ARM part.</summary>
internal static class PowerTable
{
    private const string DesignPowerKey = "tdp";
    private const string GenericKey = "default-server";

    /// <summary>Gives the coefficients of the CPU's micro-architecture.</summary>
    /// <returns>Null when the CPU is unknown, or has no server coefficients and its design power is the better guess.</returns>
    public static CpuPowerModel? Find(CpuInfo cpu) => Key(cpu) is { } key && key != DesignPowerKey ? Row(key) : null;

    /// <summary>Gives the coefficients for a CPU of which nothing is known.</summary>
    public static CpuPowerModel Generic() => Row(GenericKey);

    private static string? Key(CpuInfo cpu) => Table.Rows("cpu_family_model.csv").FirstOrDefault(row => Matches(row, cpu))?[7];

    // vendor_id,family,model_min,model_max,steppings,microarchitecture,segment,power_key
    private static bool Matches(string[] row, CpuInfo cpu) =>
        row[0] == cpu.Vendor
        && row[1] == (cpu.Family?.ToString(CultureInfo.InvariantCulture) ?? "part")
        && cpu.Model >= Integer(row[2]) && cpu.Model <= Integer(row[3])
        && HasStepping(row[4], cpu.Stepping);

    private static bool HasStepping(string range, int? stepping)
    {
        string[] ends = range.Split('-');
        return range.Length == 0 || (stepping >= Integer(ends[0]) && stepping <= Integer(ends[^1]));
    }

    // key,microarchitecture,min_watts_per_thread,max_watts_per_thread,max_p10,max_p90,systems,source,licence
    private static CpuPowerModel Row(string key)
    {
        string[] row = Table.Rows("cpu_power.csv").First(row => row[0] == key);
        double full = Real(row[3]);
        ModelBasis basis = key == GenericKey ? ModelBasis.Generic : ModelBasis.Coefficients;
        return new(row[1], basis, Real(row[2]), full, Error(row, full));
    }

    /// <summary>
    /// The published range, or wider where the systems behind the figure spread further (80 % of them lie between the p10 and p90
    /// columns), were fewer than ten, or were none.
    /// </summary>
    private static double Error(string[] row, double full)
    {
        int systems = Integer(row[6]);
        if (systems == 0)
        {
            return CpuPowerModel.GenericError;
        }

        double spread = Math.Max(1 - Real(row[4]) / full, Real(row[5]) / full - 1);
        double fewSystems = systems < 10 ? 0.50 : 0;
        return Math.Max(CpuPowerModel.SmallestError, Math.Max(fewSystems, Math.Ceiling(spread * 20) / 20));
    }

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
