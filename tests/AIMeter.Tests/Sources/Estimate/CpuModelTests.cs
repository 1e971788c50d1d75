using AIMetering.Sources.Estimate;
using AIMetering.Sources.Proc;
using AIMetering.Tests.Sources.Proc;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Sources.Estimate;

public class CpuModelTests
{
    [Fact]
    public void Ninety_six_threads_of_an_epyc_7003_at_half_load_draw_112_watts()
    {
        CpuPowerModel model = PowerTable.Find(X86("AuthenticAMD", 25, 1, 1, "AMD EPYC 7R13 Processor"))!;
        Assert.Equal(112.32, model.Power(threads: 96, utilization: 0.5), 1e-9);
        Assert.Equal(1123.2, model.Energy(threads: 96, seconds: 10, busySeconds: 96 * 5), 1e-9);
    }

    [Theory]
    [InlineData("GenuineIntel", 6, 85, 4, "Skylake-SP", 0.53, 4.12)] // stepping alone tells these two apart
    [InlineData("GenuineIntel", 6, 85, 7, "Cascade Lake", 0.61, 4.04)]
    [InlineData("GenuineIntel", 6, 106, 6, "Ice Lake-SP", 0.83, 4.06)]
    [InlineData("GenuineIntel", 6, 143, 8, "Sapphire Rapids", 0.90, 3.99)]
    [InlineData("GenuineIntel", 6, 207, 2, "Emerald Rapids", 0.83, 3.24)]
    [InlineData("AuthenticAMD", 23, 1, 2, "Zen (EPYC 7001)", 0.75, 2.33)]
    [InlineData("AuthenticAMD", 23, 49, 0, "Zen 2 (EPYC 7002)", 0.44, 1.66)]
    [InlineData("AuthenticAMD", 25, 17, 1, "Zen 4/4c (EPYC 9004 / 8004 / 4004)", 0.38, 1.85)]
    [InlineData("AuthenticAMD", 26, 2, 1, "Zen 5/5c (EPYC 9005 / 4005)", 0.22, 1.18)]
    public void The_cpuid_numbers_name_the_coefficients(string vendor, int family, int model, int stepping, string name, double idle, double full)
    {
        CpuPowerModel found = PowerTable.Find(X86(vendor, family, model, stepping, "any"))!;
        Assert.Equal((name, idle, full, ModelBasis.Coefficients), (found.Name, found.IdleWatts, found.FullWatts, found.Basis));
    }

    [Theory]
    [InlineData("0xd0c", "Neoverse N1 (Altra)")]
    [InlineData("0xd40", "Graviton2/3/4 (no SPECpower result)")]
    public void Arm_is_known_by_implementer_and_part(string part, string name)
    {
        CpuInfo arm = CpuInfo.Parse($"processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: {part}\n");
        Assert.Equal(name, PowerTable.Find(arm)?.Name);
        Assert.Null(arm.ModelName);
    }

    [Theory]
    [InlineData("AuthenticAMD", 25, 33, 0)] // Vermeer: a client, so its design power is the better guess
    [InlineData("GenuineIntel", 6, 151, 2)] // Alder Lake
    [InlineData("GenuineIntel", 6, 9999, 0)]
    [InlineData("", null, null, null)]
    public void Clients_and_strangers_have_no_server_coefficients(string vendor, int? family, int? model, int? stepping) =>
        Assert.Null(PowerTable.Find(X86(vendor, family, model, stepping, "any")));

    [Theory]
    [InlineData(25, 1, 0.30)] // Milan: 28 systems within -8 % and +17 %: the published range
    [InlineData(25, 17, 0.95)] // Genoa: the systems themselves spread up to +90 %
    [InlineData(23, 1, 0.90)] // Naples: nine systems, up to +86 %
    public void The_range_is_the_published_one_or_that_of_the_systems_if_wider(int family, int model, double expected) =>
        Assert.Equal(expected, PowerTable.Find(X86("AuthenticAMD", family, model, 1, "any"))!.RelativeError, 1e-9);

    [Fact]
    public void No_range_is_narrower_than_the_published_thirty_percent()
    {
        foreach (string[] row in Table.Rows("cpu_family_model.csv"))
        {
            int? family = row[1] == "part" ? null : int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture);
            int model = int.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture);
            int? stepping = row[4].Length == 0 ? null : int.Parse(row[4].Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
            CpuPowerModel? found = family is null
                ? PowerTable.Find(CpuInfo.Parse($"CPU implementer : {row[0][4..]}\nCPU part : {row[2]}\n"))
                : PowerTable.Find(X86(row[0], family, model, stepping, "any"));
            Assert.Equal(row[7] == "tdp", found is null);
            Assert.True(found is null || (found.RelativeError >= 0.30 && found.FullWatts > found.IdleWatts && found.IdleWatts > 0));
        }
    }

    [Theory]
    [InlineData("cpu_family_model.csv", 8, 97)]
    [InlineData("cpu_power.csv", 9, 20)]
    [InlineData("cpu_tdp.csv", 2, 4564)]
    public void The_tables_are_whole(string name, int columns, int rows)
    {
        string[][] table = [.. Table.Rows(name)];
        Assert.Equal(rows, table.Length);
        Assert.All(table, row => Assert.Equal(columns, row.Length));
    }

    [Theory]
    [InlineData("Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz", 65)]
    [InlineData("12th Gen Intel(R) Core(TM) i7-12700K", 125)]
    [InlineData("AMD Ryzen 7 5800X 8-Core Processor", 105)]
    [InlineData("AMD Ryzen 7 5800H with Radeon Graphics", 45)]
    [InlineData("Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz", 85)]
    [InlineData("AMD EPYC 7763 64-Core Processor", 280)]
    public void A_name_is_found_whatever_its_marks(string name, double watts) => Assert.Equal(watts, DesignPowerTable.Find(name));

    [Theory]
    [InlineData("AMD EPYC")]
    [InlineData("Intel(R) Xeon(R) Processor")]
    [InlineData("Intel(R) Xeon(R) CPU E5-2620 v9 @ 2.40GHz")]
    [InlineData("AMD Ryzen 7 5800Z 8-Core Processor")]
    [InlineData("QEMU Virtual CPU version 2.5+")]
    [InlineData("")]
    [InlineData(null)]
    public void A_name_that_is_merely_alike_is_another_product(string? name) => Assert.Null(DesignPowerTable.Find(name));

    [Theory]
    [InlineData(8, false, 3.136)]
    [InlineData(64, false, 25.088)]
    [InlineData(128, false, 38)] // 8 modules: 4 + 4 x 0.9, 5 W each
    [InlineData(1024, false, 38)] // 8 of 128 GB
    [InlineData(1536, false, 54)] // 12 of 128 GB: 4 + 3.6 + 4 x 0.8
    [InlineData(128, true, 11.4)]
    public void Memory_draws_by_its_size_and_above_64_gb_by_its_modules(double gigabytes, bool isArm, double watts) =>
        Assert.Equal(watts, DramModel.Power(gigabytes, isArm), 1e-9);

    [Fact]
    public void More_modules_never_draw_less() => Gen.Int[0, 64].Sample(modules =>
        Assert.True(DramModel.ModulePower(modules + 1, false) >= DramModel.ModulePower(modules, false) && DramModel.ModulePower(modules, false) >= 10));

    private static CpuInfo X86(string vendor, int? family, int? model, int? stepping, string name) => CpuInfo.Parse(
        $"processor\t: 0\nvendor_id\t: {vendor}\ncpu family\t: {family}\nmodel\t\t: {model}\nmodel name\t: {name}\nstepping\t: {stepping}\n");
}
