using System.Globalization;

namespace AIMetering.Sources.Rapl;

/// <summary>What /proc/cpuinfo says of the CPU, as far as the meaning of its energy counters depends on it.</summary>
/// <param name="Vendor">The vendor id, such as <c>GenuineIntel</c>; null on machines other than x86.</param>
/// <param name="Name">The model name people use; null when the kernel gives none.</param>
/// <param name="Family">The CPU family; 0 when unknown.</param>
/// <param name="Model">The model number within the family; 0 when unknown.</param>
/// <param name="IsVirtual">Whether a hypervisor stands between this kernel and the hardware.</param>
/// <param name="HasSgx">Whether Intel SGX is enabled, which filters the energy counters.</param>
internal sealed record CpuIdentity(string? Vendor, string? Name, int Family, int Model, bool IsVirtual, bool HasSgx)
{
    /// <summary>Gets whether the CPU is AMD's, or Hygon's of the same design.</summary>
    public bool IsAmd => Vendor is "AuthenticAMD" or "HygonGenuine";

    /// <summary>Gets whether the CPU is Intel's.</summary>
    public bool IsIntel => Vendor is "GenuineIntel";

    /// <summary>Gets whether the CPU is of the x86 kind, which alone has RAPL.</summary>
    public bool IsX86 => Vendor is not null;

    /// <summary>Gets whether the counters are computed from activity instead of measured.</summary>
    /// <remarks>
    /// AMD since Zen (Schöne et al., arXiv 2108.00808) and Intel's Sandy and Ivy Bridge; Intel measures from Haswell on
    /// (Khan et al. 2018, "RAPL in Action").
    /// </remarks>
    public bool ModelsItsEnergy => IsAmd || (IsIntel && Family == 6 && Model is 0x2A or 0x2D or 0x3A or 0x3E);

    /// <summary>Reads the identity of the first CPU; every field is unknown when the file cannot be read.</summary>
    public static CpuIdentity Read(string procRoot)
    {
        try
        {
            return Parse(File.ReadLines(Path.Combine(procRoot, "cpuinfo")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Parse([]);
        }
    }

    /// <summary>Reads the first paragraph: the file repeats it for every CPU, and has hundreds of them on a server.</summary>
    public static CpuIdentity Parse(IEnumerable<string> lines)
    {
        Dictionary<string, string> fields = CpuInfoText.Fields(lines.TakeWhile(line => line.Length > 0));
        string[] flags = fields.GetValueOrDefault("flags", "").Split(' ');
        return new CpuIdentity(
            fields.GetValueOrDefault("vendor_id"), fields.GetValueOrDefault("model name"),
            Number(fields, "cpu family"), Number(fields, "model"), flags.Contains("hypervisor"), flags.Contains("sgx"));
    }

    private static int Number(Dictionary<string, string> fields, string key) =>
        int.TryParse(fields.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0;
}
