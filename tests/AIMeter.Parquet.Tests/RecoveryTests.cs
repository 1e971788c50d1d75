using System.Diagnostics;
using Xunit;

namespace AIMetering.Export.Tests;

public class RecoveryTests
{
    [Fact]
    public void All_that_a_killed_process_announced_is_recovered()
    {
        using TemporaryFolder folder = new();
        int announced = ChildProgram.MeasureAndKill(folder.Path, values: 150);
        Assert.Contains("_journal-00000", folder.Files);
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(folder.Path));
        Assert.Equal((folder.Run, null), (recovery.RunFolder, recovery.Error));
        Assert.Empty(recovery.Lost);
        double[] counts = Counts(folder);
        Assert.True(counts[^1] >= announced, $"{announced} was announced, {counts[^1]} recovered");
        Assert.Equal(Enumerable.Range((int)counts[0], counts.Length).Select(value => (double)value), counts);
        Assert.Equal($"{recovery.Readings}", Duck.Column(
            $"SELECT (SELECT sum(readings) FROM (SELECT unnest(parts).readings AS readings FROM '{folder.Run}/_manifest.json'))::BIGINT").Single());
        double[] losses = Duck.Numbers($"SELECT value FROM '{folder.Path}{Duck.User}' ORDER BY elapsed_ns");
        Assert.Equal(Enumerable.Range(0, losses.Length).Select(value => (double)value), losses);
        Assert.Equal(["_manifest.json", "_results/carbon.parquet", "_results/energy.parquet", "_user/user-00000.parquet", "part-00000.parquet"], folder.Files);
        Assert.Empty(ParquetExport.Recover(folder.Path));
    }

    [Fact]
    public void The_next_session_recovers_what_the_last_one_left()
    {
        using TemporaryFolder folder = new();
        int announced = ChildProgram.MeasureAndKill(folder.Path, values: 50);
        string killed = folder.Run;
        Samples.Measure(folder, "next", reads: 5);
        Assert.True(Duck.Number($"SELECT max(count_count) FROM '{killed}/part-*.parquet'") >= announced);
        Assert.Empty(ParquetExport.Recover(folder.Path));
    }

    [Fact]
    public void A_run_that_a_living_process_measures_is_left_alone()
    {
        using TemporaryFolder folder = new();
        using Process child = ChildProgram.Measure(folder.Path);
        try
        {
            int before = ChildProgram.AwaitValues(child, 20);
            Assert.Empty(ParquetExport.Recover(folder.Path));
            Assert.Contains("_journal-00000", folder.Files);
            ChildProgram.AwaitValues(child, before + 100);
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }

        Assert.Single(ParquetExport.Recover(folder.Path));
        double[] counts = Counts(folder);
        Assert.Equal(Enumerable.Range((int)counts[0], counts.Length).Select(value => (double)value), counts);
    }

    [Fact]
    public void Several_processes_recover_each_run_once()
    {
        const int Runs = 12;
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 60);
        string first = folder.Run;
        for (int copy = 1; copy < Runs; copy++)
        {
            Copy(first, $"{first}{copy}");
        }

        Process[] children = [.. Enumerable.Range(0, 4).Select(_ => ChildProgram.Recover(folder.Path))];
        long[][] answers = [.. children.Select(child => child.StandardOutput.ReadToEnd().Trim().Split(' ').Select(long.Parse).ToArray())];
        Array.ForEach(children, child => child.WaitForExit());
        Assert.Equal((Runs, 0), (answers.Sum(answer => answer[0]), answers.Sum(answer => answer[2])));
        string[][] counts = Duck.Ask($"SELECT run, count(count_count), sum(count_count) FROM '{folder.Path}{Duck.Samples}' GROUP BY run");
        Assert.Equal(Runs, counts.Length);
        Assert.Single(counts.Select(run => $"{run[1]} {run[2]}").Distinct());
    }

    [Fact]
    public void Of_a_torn_journal_all_before_the_tear_is_recovered_and_the_loss_is_told()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 150);
        string journal = Path.Combine(folder.Run, "_journal-00000");
        using (FileStream file = new(journal, FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        double[] counts = Recovered(folder, journal);
        Assert.Equal(Enumerable.Range((int)counts[0], counts.Length).Select(value => (double)value), counts);
    }

    [Fact]
    public void Of_a_journal_damaged_in_the_middle_all_but_that_piece_is_recovered_and_the_loss_is_told()
    {
        using TemporaryFolder folder = new();
        int announced = ChildProgram.MeasureAndKill(folder.Path, values: 300);
        string journal = Path.Combine(folder.Run, "_journal-00000");
        byte[] bytes = File.ReadAllBytes(journal);
        bytes[2 * bytes.Length / 3] ^= 0x40;
        File.WriteAllBytes(journal, bytes);
        double[] counts = Recovered(folder, journal);
        Assert.True(counts[^1] >= announced - 60);
        Assert.True(counts.Length < counts[^1] - counts[0] + 1, "the damaged piece was taken for good");
        Assert.Equal(counts.Order().Distinct(), counts);
    }

    [Fact]
    public void Where_a_length_is_damaged_all_before_it_is_recovered_and_the_loss_is_told()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 300);
        string journal = Path.Combine(folder.Run, "_journal-00000");
        byte[] bytes = File.ReadAllBytes(journal);
        int at = 0;
        while (at < bytes.Length / 2)
        {
            at += 8 + BitConverter.ToInt32(bytes, at);
        }

        BitConverter.GetBytes(int.MaxValue).CopyTo(bytes, at);
        File.WriteAllBytes(journal, bytes);
        double[] counts = Recovered(folder, journal);
        Assert.True(counts.Length > 20);
        Assert.Equal(Enumerable.Range((int)counts[0], counts.Length).Select(value => (double)value), counts);
    }

    [Theory]
    [InlineData("_manifest.json")]
    [InlineData("_journal-00000")]
    public void Manifest_and_journal_make_up_for_each_others_lost_beginning(string damaged)
    {
        using TemporaryFolder folder = new();
        int announced = ChildProgram.MeasureAndKill(folder.Path, values: 50);
        string path = Path.Combine(folder.Run, damaged);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[20] = 0;
        File.WriteAllBytes(path, bytes);
        Assert.Null(Assert.Single(ParquetExport.Recover(folder.Path)).Error);
        Assert.True(Counts(folder)[^1] >= announced);
    }

    [Fact]
    public void A_run_that_cannot_be_recovered_stays_and_says_why()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 20);
        File.WriteAllText(Path.Combine(folder.Run, "_manifest.json"), "{");
        File.WriteAllText(Path.Combine(folder.Run, "_journal-00000"), "nothing of ours");
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(folder.Path));
        Assert.Contains("has lost its beginning", recovery.Error, StringComparison.Ordinal);
        Assert.Contains("_journal-00000", folder.Files);
    }

    [Fact]
    public void A_process_killed_after_the_last_journal_became_parquet_leaves_a_run_to_be_told_of()
    {
        using TemporaryFolder folder = new();
        ChildProgram.MeasureAndKill(folder.Path, values: 20);
        File.Delete(Path.Combine(folder.Run, "_journal-00000"));
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(folder.Path));
        Assert.Equal((0, null), (recovery.Readings, recovery.LastReading));
        Assert.Equal(["_manifest.json", "_results/carbon.parquet", "_results/energy.parquet"], folder.Files);
        MeterReport report = ParquetRuns.Load(folder.Run);
        Assert.Equal((TimeSpan.Zero, null), (report.Duration, report.Energy.Energy));
        Assert.Contains(report.Notes, note => note.Contains("no reading is left", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() => Assert.Contains("'no-such-folder'", Assert.Throws<DirectoryNotFoundException>(
        () => ParquetExport.Recover("no-such-folder")).Message, StringComparison.Ordinal);

    private static double[] Recovered(TemporaryFolder folder, string journal)
    {
        ParquetRecovery recovery = Assert.Single(ParquetExport.Recover(folder.Path));
        Assert.Null(recovery.Error);
        Assert.Matches(@"^\d+ of \d+ bytes of the journal, first at byte \d+", Assert.Single(recovery.Lost));
        Assert.False(File.Exists(journal));
        Assert.Contains("_damaged-journal-00000", folder.Files);
        return Counts(folder);
    }

    private static double[] Counts(TemporaryFolder folder) => Duck.Numbers(
        $"SELECT count_count FROM '{folder.Path}{Duck.Samples}' WHERE device = 'plug1' AND count_count IS NOT NULL ORDER BY elapsed_ns");

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
