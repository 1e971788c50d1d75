using System.Text;
using AIMetering.Importing;
using CsCheck;
using Xunit;

namespace AIMetering.Leaves.Tests.Import;

/// <summary>Whatever happens to the bytes of a file, it is imported or refused with its reason; nothing else comes out.</summary>
public sealed class DamagedBytesTests
{
    private const string CodeCarbon =
        "timestamp,project_name,run_id,duration,emissions,cpu_energy,gpu_energy,ram_energy,energy_consumed,country_iso_code,gpu_count,longitude,latitude\n"
        + "2026-05-04T12:00:00,train,a,3600,0.152,0.06,0.3,0.02,0.38,DEU,1,9.18,48.77\n2026-05-04T13:00:00,train,b,3600,0.152,0.06,0.3,0.02,0.38,,1,,\n";

    private static readonly Gen<(int Place, byte Value, int Kind)[]> Damage = Gen.Select(Gen.Int[0, 100_000], Gen.Byte, Gen.Int[0, 3]).Array[1, 6];

    [Fact]
    public void An_original_file_is_imported_or_refused()
    {
        using OriginalFile file = new OriginalFile().Steady(2);
        byte[] whole = File.ReadAllBytes(file.Save());
        Damage.Sample(
            damage => IsImportedOrRefused(whole, damage, path => RunImport.FromOriginal(path).ToJson()), iter: 400, threads: 1, seed: "0000KTyRLMM5");
    }

    [Fact]
    public void A_codecarbon_file_is_imported_or_refused() => Damage.Sample(
        damage => IsImportedOrRefused(Encoding.UTF8.GetBytes(CodeCarbon), damage, path => RunImport.FromCodeCarbon(path)), iter: 400, threads: 1, seed: "0000KTyRLMM5");

    private static bool IsImportedOrRefused(byte[] whole, (int Place, byte Value, int Kind)[] damage, Action<string> import)
    {
        using TemporaryFolder folder = new();
        string path = folder.In("run.csv");
        File.WriteAllBytes(path, Damaged(whole, damage));
        try
        {
            import(path);
        }
        catch (ImportException error)
        {
            return error.Message.StartsWith(path, StringComparison.Ordinal);
        }

        return true;
    }

    private static byte[] Damaged(byte[] whole, (int Place, byte Value, int Kind)[] damage)
    {
        List<byte> bytes = [.. whole];
        foreach ((int place, byte value, int kind) in damage)
        {
            int at = place % Math.Max(1, bytes.Count);
            switch (kind)
            {
                case 0:
                    bytes.Insert(at, value);
                    break;
                case 1 when bytes.Count > 0:
                    bytes.RemoveAt(at);
                    break;
                case 2 when bytes.Count > 0:
                    bytes[at] = value;
                    break;
                case 3 when value > 200:
                    bytes.RemoveRange(at, bytes.Count - at); // the end is lost
                    break;
            }
        }

        return [.. bytes];
    }
}
