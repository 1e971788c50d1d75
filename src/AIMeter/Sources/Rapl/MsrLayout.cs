namespace AIMetering.Sources.Rapl;

/// <summary>Where the model-specific registers of RAPL are, and what one count of each is worth.</summary>
/// <remarks>
/// Sources: Intel SDM volume 4, AMD PPR of family 17h, and the unit quirks in the kernel's
/// drivers/powercap/intel_rapl_common.c and arch/x86/events/rapl.c.
/// </remarks>
internal static class MsrLayout
{
    /// <summary>The counters have 32 bits.</summary>
    public const double WrapsAt = 4294967296;

    private static readonly (RaplPart Part, uint Register)[] Intel =
    [
        (RaplPart.Package, 0x611), (RaplPart.Cores, 0x639), (RaplPart.Uncore, 0x641),
        (RaplPart.Dram, 0x619), (RaplPart.Platform, 0x64D),
    ];

    /// <summary>AMD's core register (0xC001029A) holds one core only, so it is not read.</summary>
    private static readonly (RaplPart Part, uint Register)[] Amd = [(RaplPart.Package, 0xC001029B)];

    /// <summary>The register that holds the units.</summary>
    public static uint UnitRegister(CpuIdentity cpu) => cpu.IsAmd ? 0xC0010299 : 0x606;

    /// <summary>The energy registers of a CPU.</summary>
    public static IReadOnlyList<(RaplPart Part, uint Register)> Counters(CpuIdentity cpu) => cpu.IsAmd ? Amd : Intel;

    /// <summary>The joules of one count; null when it is not known for this part of this CPU.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="part">The part counted.</param>
    /// <param name="units">The content of the unit register; its bits 8 to 12 hold the energy status unit (ESU).</param>
    public static double? JoulesPerCount(CpuIdentity cpu, RaplPart part, ulong units)
    {
        int model = cpu is { IsIntel: true, Family: 6 } ? cpu.Model : 0;
        int unit = (int)(units >> 8) & 0x1F;
        return (part, model) switch
        {
            _ when units == 0 => null,
            (_, 0x37 or 0x4A or 0x4C or 0x5A) => double.ScaleB(1e-6, unit), // Silvermont and Airmont: 2^ESU microjoules
            (_, 0x4D or 0x5D) => null, // other Silvermonts: no source for their unit
            (RaplPart.Dram, 0x3F or 0x4F or 0x55 or 0x6A or 0x6C) => 15.3e-6, // Haswell-EP to Ice Lake-SP
            (RaplPart.Dram, 0x57 or 0x85) => 15.3e-6, // Knights Landing and Mill
            (RaplPart.Dram, 0x56) => null, // Broadwell-DE: the kernel's two drivers disagree by a factor of four
            (RaplPart.Platform, 0x8F or 0xCF) => 1, // Sapphire and Emerald Rapids
            _ => double.ScaleB(1, -unit),
        };
    }
}
