using System.Text.Json.Nodes;
using Xunit;

namespace AIMetering.Export.Tests;

public class DamageTests
{
    [Fact]
    public void A_parquet_file_that_is_cut_off_is_named()
    {
        using TemporaryFolder folder = new();
        string part = Path.Combine(Samples.Report().SaveParquet(folder.Path), "part-00000.parquet");
        byte[] bytes = File.ReadAllBytes(part);
        foreach (int length in new[] { 0, 3, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(part, bytes[..length]);
            AssertNamed(folder, "part-00000.parquet' cannot be read, so it is missing, cut off or damaged");
        }

        File.Delete(part);
        AssertNamed(folder, "part-00000.parquet' cannot be read");
    }

    [Fact]
    public void Damage_in_a_parquet_file_is_an_error_of_its_own_kind_or_no_error_at_all()
    {
        using TemporaryFolder folder = new();
        string part = Path.Combine(Samples.Report().SaveParquet(folder.Path), "part-00000.parquet");
        byte[] bytes = File.ReadAllBytes(part);
        Random random = new(11);
        int told = 0;
        for (int attempt = 0; attempt < 60; attempt++)
        {
            byte[] damaged = [.. bytes];
            damaged.AsSpan(random.Next(damaged.Length - 8), 8).Fill((byte)random.Next(256));
            File.WriteAllBytes(part, damaged);
            told += Record.Exception(() => ParquetRuns.Load(folder.Run)) switch
            {
                null => 0,
                InvalidDataException => 1,
                Exception other => throw new Xunit.Sdk.XunitException($"attempt {attempt}: {other}"),
            };
        }

        Assert.True(told > 10);
    }

    [Fact]
    public void A_manifest_of_a_newer_version_is_refused_by_naming_both()
    {
        using TemporaryFolder folder = new();
        Change(folder, manifest => manifest["schema_version"] = 9);
        AssertNamed(folder, "has schema version 9; this version of AIMeter.Parquet reads versions 1 to 1. Update the AIMeter.Parquet package.");
    }

    [Fact]
    public void A_report_of_a_newer_version_in_a_manifest_is_refused_by_naming_both()
    {
        using TemporaryFolder folder = new();
        Change(folder, manifest => manifest["report"]!["schema_version"] = 9);
        AssertNamed(folder, "has schema version 9");
    }

    [Fact]
    public void Another_json_is_no_manifest()
    {
        using TemporaryFolder folder = new();
        Change(folder, manifest => manifest["format"] = "recipe");
        AssertNamed(folder, "not of a run: it lacks \"format\": \"aimeter-run\"");
    }

    [Fact]
    public void A_manifest_that_is_cut_off_is_named()
    {
        using TemporaryFolder folder = new();
        string manifest = Path.Combine(Samples.Report().SaveParquet(folder.Path), "_manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest)[..200]);
        AssertNamed(folder, "is cut off or damaged");
    }

    [Fact]
    public void A_folder_without_a_run_is_named()
    {
        using TemporaryFolder folder = new();
        FileNotFoundException error = Assert.Throws<FileNotFoundException>(() => ParquetRuns.Load(folder.Path));
        Assert.Contains("holds no run of AIMeter", error.Message, StringComparison.Ordinal);
        Assert.Empty(ParquetRuns.Find(folder.Path));
    }

    private static void Change(TemporaryFolder folder, Action<JsonNode> change)
    {
        string path = Path.Combine(Samples.Report().SaveParquet(folder.Path), "_manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        change(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
    }

    private static void AssertNamed(TemporaryFolder folder, string words) => Assert.Contains(
        words, Assert.Throws<InvalidDataException>(() => ParquetRuns.Load(folder.Run)).Message, StringComparison.Ordinal);
}
