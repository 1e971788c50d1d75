using System.Data.Common;
using AIMetering.Export;
using Xunit;

namespace AIMetering.Sql.Tests;

public class SqliteTests
{
    [Fact]
    public void What_is_streamed_is_what_the_report_keeps()
    {
        using TemporaryFolder folder = new();
        CountingPlug plug = new();
        string path = folder.In("runs.db");
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sqlite(path), plug);
        double[] values = Play.Counted(Play.File(path), report.RunId);
        Assert.Equal(report.Series.Single(series => series.Channel.FullName == "plug.power").Values.ToArray(), values);
        Play.AssertWhole(values, 50);
        Assert.DoesNotContain(report.Notes, note => note.Contains("sql", StringComparison.Ordinal));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.Path)); // no spool is left
    }

    [Fact]
    public void A_streamed_run_is_read_back_with_its_results_and_its_samples()
    {
        using TemporaryFolder folder = new();
        CountingPlug plug = new();
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sqlite(folder.In("runs.db")), plug);
        MeterReport loaded = SqlRuns.InSqlite(folder.In("runs.db")).Load(report.RunId);
        Assert.Equal(report.Energy.Energy, loaded.Energy.Energy);
        Assert.Equal(report.FindPhase("decode")!.Energy.High, loaded.FindPhase("decode")!.Energy.High);
        Assert.Equal(report.Series.Select(series => series.Channel.FullName), loaded.Series.Select(series => series.Channel.FullName));
        Assert.All(report.Series.Zip(loaded.Series), pair => Assert.Equal(pair.First.Values.ToArray(), pair.Second.Values.ToArray()));
        Assert.Equal(new[] { 0.5, 0.25 }, loaded.Series.Single(series => series.Channel.FullName == "user.loss").Values.ToArray());
    }

    [Fact]
    public void A_file_holds_any_number_of_runs_and_lists_the_newest_first()
    {
        using TemporaryFolder folder = new();
        MeterReport[] reports =
        [
            Samples.Report(report => (report["name"], report["started_at"]) = ("older", "2026-01-02T03:04:05.678Z")),
            Samples.Report(report => (report["name"], report["started_at"]) = ("newer", "2026-01-03T03:04:05.678Z")),
        ];
        foreach (MeterReport report in reports)
        {
            report.SaveSqlite(folder.In("runs.db"));
        }

        IReadOnlyList<SqlRun> runs = SqlRuns.InSqlite(folder.In("runs.db")).List();
        Assert.Equal(["newer", "older"], runs.Select(run => run.Name));
        Assert.Equal(reports[1].StartedAt, runs[0].StartedAt);
        Assert.Equal(reports[1].Energy.Energy, runs[0].Energy);
        Assert.Equal(SqlRunState.Finished, runs[0].State);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_stops_the_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the path is one of Linux");
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Sqlite("/dev/null/runs.db").Start());
        Assert.Contains("WriteTo.Sqlite cannot write to the folder '/dev/null'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_stops_the_start_and_is_left_as_it_was()
    {
        using TemporaryFolder folder = new();
        byte[] content = [.. Enumerable.Range(0, 5000).Select(value => (byte)(value % 251))];
        File.WriteAllBytes(folder.In("runs.db"), content);
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Sqlite(folder.In("runs.db")).Start());
        Assert.Contains($"WriteTo.Sqlite cannot write to the SQLite file '{folder.In("runs.db")}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("restore it from a copy, move it away, or name another one", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(folder.In("runs.db")));
    }

    [Fact]
    public void A_file_that_another_process_holds_delays_no_measuring_and_gets_everything_once_it_is_free()
    {
        using TemporaryFolder folder = new();
        CountingPlug plug = new();
        Samples.Report().SaveSqlite(folder.In("runs.db"));
        MeterReport report;
        using (DbConnection other = Play.File(folder.In("runs.db")).OpenConnection())
        {
            using DbTransaction held = other.BeginTransaction();
            SqlOptions hurried = new() { WaitAtStop = TimeSpan.FromMilliseconds(100), WaitAtStart = TimeSpan.FromMilliseconds(100) };
            report = Play.Measure(Play.Configure(plug).WriteTo.Sqlite(folder.In("runs.db"), hurried), plug);
        }

        Assert.Contains(report.Notes, note => note.Contains("does not have the whole run yet", StringComparison.Ordinal)
            && note.Contains(folder.In("runs.db-spool"), StringComparison.Ordinal) && note.Contains("SqlRuns.SendSpooled", StringComparison.Ordinal));
        SqlRuns runs = SqlRuns.InSqlite(folder.In("runs.db"));
        Play.WaitFor(() => runs.SendSpooled() + runs.List().Count(run => run.RunId == report.RunId) > 0); // the session's own thread may be ending
        Play.AssertWhole(Play.Counted(Play.File(folder.In("runs.db")), report.RunId), 50);
        Assert.Equal(report.Energy.Energy, runs.Load(report.RunId).Energy.Energy);
    }

    [Fact]
    public void A_full_disk_is_told_in_the_report_and_nothing_is_lost_once_there_is_room()
    {
        using TemporaryFolder folder = new();
        Samples.Report().SaveSqlite(folder.In("runs.db"));
        CountingPlug plug = new();
        SmallDisk disk = new(folder.In("runs.db"));
        SqlOptions options = new() { SpoolFolder = folder.In("spool"), WaitAtStop = Play.Patience };
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sql(disk, options: options), plug);
        Assert.Contains(report.Notes, note => note.Contains("database or disk is full", StringComparison.Ordinal) && note.Contains(folder.In("spool"), StringComparison.Ordinal));
        disk.IsFull = false;
        SqlRuns runs = SqlRuns.In(disk, options: options);
        Play.WaitFor(() => runs.SendSpooled() >= 0 && runs.List().Any(run => run.RunId == report.RunId && run.State == SqlRunState.Finished));
        Play.AssertWhole(Play.Counted(disk, report.RunId), 50);
    }

    [Fact]
    public void A_spool_that_cannot_be_written_is_done_without_while_the_database_answers()
    {
        using TemporaryFolder folder = new();
        CountingPlug plug = new();
        File.WriteAllText(folder.In("runs.db-spool"), "a file where the folder should be");
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sqlite(folder.In("runs.db")), plug);
        Play.AssertWhole(Play.Counted(Play.File(folder.In("runs.db")), report.RunId), 50);
        Assert.DoesNotContain(report.Notes, note => note.Contains("sql", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_spool_and_database_the_report_says_that_the_run_is_lost_to_it()
    {
        using TemporaryFolder folder = new();
        CountingPlug plug = new();
        Samples.Report().SaveSqlite(folder.In("runs.db"));
        File.WriteAllText(folder.In("runs.db-spool"), "a file where the folder should be");
        using DbConnection other = Play.File(folder.In("runs.db")).OpenConnection();
        using DbTransaction held = other.BeginTransaction();
        SqlOptions hurried = new() { WaitAtStop = TimeSpan.FromMilliseconds(100), WaitAtStart = TimeSpan.FromMilliseconds(100) };
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sqlite(folder.In("runs.db"), hurried), plug);
        string note = Assert.Single(report.Notes, note => note.Contains("does not have the whole run", StringComparison.Ordinal));
        Assert.Contains("what was only in memory is lost", note, StringComparison.Ordinal);
        Assert.Contains("save the report with SaveSql", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_outputs_with_one_spool_folder_keep_their_runs_apart()
    {
        using TemporaryFolder folder = new();
        CountingPlug plug = new();
        SqlOptions options = new() { SpoolFolder = folder.In("spool") };
        MeterReport report = Play.Measure(
            Play.Configure(plug).WriteTo.Sqlite(folder.In("a.db"), options).WriteTo.Sqlite(folder.In("b.db"), options), plug);
        Play.AssertWhole(Play.Counted(Play.File(folder.In("a.db")), report.RunId), 50);
        Play.AssertWhole(Play.Counted(Play.File(folder.In("b.db")), report.RunId), 50);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.In("spool")));
    }

    [Fact]
    public void A_list_of_a_file_that_is_not_there_says_so_and_makes_none()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<FileNotFoundException>(() => SqlRuns.InSqlite(folder.In("none.db")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("runs/")]
    public void A_path_that_names_no_file_is_refused(string path)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => AIMeter.Configure("x").WriteTo.Sqlite(path));
        Assert.Contains("Name a file for the database, such as 'runs.db'", error.Message, StringComparison.Ordinal);
    }
}
