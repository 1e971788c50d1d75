using System.Globalization;
using System.Text;

namespace AIMetering.Sources.Proc;

/// <summary>What <c>/proc/cpuinfo</c> and <c>/proc/stat</c> say of the CPUs. Numbers that are not said are null.</summary>
internal sealed record CpuInfo
{
    private const int FirstCpu = 16384; // bytes: the flags alone take two to three thousand
    private static readonly CpuInfo None = new();

    /// <summary>Gets the vendor, such as <c>GenuineIntel</c>, or <c>arm:0x41</c> for an ARM implementer; empty when unknown.</summary>
    public string Vendor { get; private init; } = "";

    /// <summary>Gets the cpuid family; null on ARM.</summary>
    public int? Family { get; private init; }

    /// <summary>Gets the cpuid model, or the part number on ARM.</summary>
    public int? Model { get; private init; }

    /// <summary>Gets the stepping.</summary>
    public int? Stepping { get; private init; }

    /// <summary>Gets the model's name as the CPU (or its hypervisor) says it; null where the kernel prints none, as on ARM.</summary>
    public string? ModelName { get; private init; }

    /// <summary>Gets the hardware threads of one package.</summary>
    public int? ThreadsPerPackage { get; private init; }

    /// <summary>Gets whether a hypervisor owns up to running this machine; null when the architecture does not say.</summary>
    public bool? IsVirtual { get; private init; }

    /// <summary>Gets the CPUs that the kernel shows; at least 1.</summary>
    public int LogicalCpus { get; private init; } = Environment.ProcessorCount;

    /// <summary>Reads the CPUs of a machine; what cannot be read stays unknown.</summary>
    /// <remarks>Only the first CPU's part of cpuinfo is read: on large machines the whole takes long, and the parts are alike.</remarks>
    public static CpuInfo Read(SourceEnvironment environment)
    {
        string? text = null;
        string path = Path.Combine(environment.ProcRoot, "cpuinfo");
        using TextFile? file = TextFile.TryOpen(path, first => (text = Encoding.UTF8.GetString(first)).Length > 0, FirstCpu);
        int cpus = CountCpus(FileText.TryRead(Path.Combine(environment.ProcRoot, "stat")) ?? "");
        CpuInfo info = text is null ? None : Parse(text);
        return cpus > 0 ? info with { LogicalCpus = cpus } : info;
    }

    /// <summary>Reads the first CPU of the text.</summary>
    internal static CpuInfo Parse(string text)
    {
        Dictionary<string, string> fields = CpuInfoText.Fields(text.Split('\n'));
        return fields.ContainsKey("CPU implementer") ? Arm(fields) : X86(fields);
    }

    private static CpuInfo Arm(Dictionary<string, string> fields) => new()
    {
        Vendor = "arm:" + fields["CPU implementer"],
        Model = Number(fields, "CPU part"),
        ModelName = fields.GetValueOrDefault("model name"),
    };

    private static CpuInfo X86(Dictionary<string, string> fields) => new()
    {
        Vendor = fields.GetValueOrDefault("vendor_id", ""),
        Family = Number(fields, "cpu family"),
        Model = Number(fields, "model"),
        Stepping = Number(fields, "stepping"),
        ModelName = fields.GetValueOrDefault("model name"),
        ThreadsPerPackage = Number(fields, "siblings"),
        IsVirtual = fields.TryGetValue("flags", out string? flags) ? flags.Split(' ').Contains("hypervisor") : null,
    };

    private static int CountCpus(string stat) => stat.Split('\n').Count(line => line is ['c', 'p', 'u', >= '0' and <= '9', ..]);

    private static int? Number(Dictionary<string, string> fields, string key)
    {
        string text = fields.GetValueOrDefault(key, "");
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int hex) ? hex : null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
