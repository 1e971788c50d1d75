using System.Data.Common;
using System.Diagnostics;
using AIMetering.Export;
using Xunit;

namespace AIMetering.Sql.Tests;

/// <summary>Processes that are killed, and what they leave.</summary>
public sealed class KilledTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Database => _folder.In("runs.db");

    private string Spool => Database + "-spool";

    [Fact]
    public void A_killed_process_leaves_its_readings_and_the_next_session_says_that_it_was_interrupted()
    {
        Kill(() => File.Exists(Database) && Play.Taken(Play.File(Database)) > 100);
        CountingPlug plug = new();
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sqlite(Database), plug);
        SqlRun killed = SqlRuns.InSqlite(Database).List().Single(run => run.Name == "endless");
        Assert.Equal(SqlRunState.Interrupted, killed.State);
        Play.AssertWhole(Play.Counted(Play.File(Database), killed.RunId), 50);
        Play.AssertWhole(Play.Counted(Play.File(Database), report.RunId), 50);
        Assert.False(Directory.Exists(Spool));
    }

    [Fact]
    public void What_a_killed_process_could_not_send_is_sent_and_damage_costs_only_what_it_hit()
    {
        using (FileStream file = File.OpenWrite(KillUnsent()))
        {
            file.SetLength(file.Length - 7); // as a power cut tears it
        }

        SqlRuns runs = SqlRuns.InSqlite(Database);
        Assert.Equal(1, runs.SendSpooled());
        Assert.Equal(0, runs.SendSpooled());
        SqlRun killed = runs.List().Single(run => run.Name == "endless");
        Assert.Equal(SqlRunState.Interrupted, killed.State);
        Play.AssertWhole(Play.Counted(Play.File(Database), killed.RunId), 50);
        Assert.False(Directory.Exists(Spool));
    }

    [Fact]
    public void Of_a_spool_damaged_in_the_middle_all_but_that_piece_is_sent_and_the_loss_is_counted()
    {
        string segment = KillUnsent();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[AmidReadings(bytes)] ^= 0x40;
        File.WriteAllBytes(segment, bytes);

        Assert.Equal(1, SqlRuns.InSqlite(Database).SendSpooled());
        SqlRun killed = SqlRuns.InSqlite(Database).List().Single(run => run.Name == "endless");
        double[] values = Play.Counted(Play.File(Database), killed.RunId);
        double[] gaps = [.. values.Zip(values.Skip(1), (one, next) => next - one - 1).Where(gap => gap != 0)];
        Assert.True(Assert.Single(gaps) > 0);
        Assert.Equal(
            Play.Ask(Play.File(Database), $"SELECT SUM(missing) FROM (SELECT MAX(n) + 1 - COUNT(*) AS missing FROM aimeter_samples WHERE run_key = {Key} GROUP BY series_no)"),
            Play.Ask(Play.File(Database), $"SELECT readings_lost FROM aimeter_runs WHERE run_key = {Key}"));
        string note = Assert.Single(Play.Column<string>(Play.File(Database), "SELECT note FROM aimeter_notes"), text => text.Contains("damaged", StringComparison.Ordinal));
        Assert.Contains("bytes of the spool", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spool_that_nobody_understands_is_kept_beside_and_hinders_nobody()
    {
        string segment = KillUnsent();
        File.WriteAllText(segment, "this is no spool any more");
        Assert.Equal(0, SqlRuns.InSqlite(Database).SendSpooled());
        string kept = Path.Combine(Path.GetDirectoryName(segment) + ".damaged", Path.GetFileName(segment));
        Assert.Equal("this is no spool any more", File.ReadAllText(kept));
        Assert.Equal(0, SqlRuns.InSqlite(Database).SendSpooled());
    }

    [Fact]
    public void Phases_of_a_run_are_in_the_database_while_it_is_measured_and_after_it_was_killed()
    {
        const string Tokens = "SELECT unit_count FROM aimeter_units u JOIN aimeter_phases p ON u.run_key = p.run_key AND u.phase_no = p.phase_no WHERE p.path = 'generate/decode' AND unit = 'tokens'";
        Kill(() => File.Exists(Database) && Number(Tokens) > 60);
        AssertPhases();
        double before = Number(Tokens);
        SqlRuns.InSqlite(Database).SendSpooled();
        Assert.True(Number(Tokens) >= before);
        AssertPhases();
    }

    [Fact]
    public void Phases_that_a_killed_process_could_not_send_are_sent()
    {
        KillUnsent();
        Assert.Equal(1, SqlRuns.InSqlite(Database).SendSpooled());
        AssertPhases();
        Assert.Equal("interrupted", Play.Ask(Play.File(Database), "SELECT state FROM aimeter_runs WHERE name = 'endless'"));
        Assert.Equal(2.0, Play.Ask(Play.File(Database), $"SELECT unit_count FROM aimeter_units WHERE phase_no IS NULL AND unit = 'requests' AND run_key = {Key}"));
        Assert.Equal("smart-plug", Play.Ask(Play.File(Database), $"SELECT source FROM aimeter_sources WHERE ready = 1 AND source = 'smart-plug' AND run_key = {Key}"));
        Assert.Equal((long)Environment.ProcessorCount, Play.Ask(Play.File(Database), $"SELECT logical_cpus FROM aimeter_runs WHERE run_key = {Key}"));
    }

    // A byte of a frame of readings. A frame has a header of 24 bytes: its kind at 4 (2: readings), the length of what follows at 16.
    // In the largest piece with another behind it: a small one may hold none of the series that is looked at.
    private static int AmidReadings(byte[] bytes)
    {
        List<(int At, int Length)> readings = [];
        for (int at = 0; at + 24 <= bytes.Length; at += 24 + BitConverter.ToInt32(bytes, at + 16))
        {
            if (BitConverter.ToInt32(bytes, at + 4) == 2)
            {
                readings.Add((at, BitConverter.ToInt32(bytes, at + 16)));
            }
        }

        return readings.SkipLast(1).MaxBy(each => each.Length).At + 100;
    }

    private const string Key = "(SELECT run_key FROM aimeter_runs WHERE name = 'endless')";

    private void AssertPhases()
    {
        DbDataSource file = Play.File(Database);
        Assert.Equal(["generate:0:3:1", "generate/decode:1:3:1"], Play.Column<string>(
            file, $"SELECT path || ':' || depth || ':' || finished_runs || ':' || unfinished_runs FROM aimeter_phases WHERE run_key = {Key} ORDER BY phase_no"));
        Assert.Equal(["3", "3"], Play.Column<string>(file, $"SELECT '' || n FROM aimeter_phase_runs WHERE end_seconds IS NULL AND run_key = {Key} ORDER BY phase_no"));
        Assert.Equal(8L, Play.Ask(file, $"SELECT COUNT(*) FROM aimeter_phase_runs WHERE run_key = {Key}"));
        double summed = (double)Play.Ask(file, $"SELECT SUM(end_seconds - start_seconds) FROM aimeter_phase_runs WHERE phase_no = 0 AND run_key = {Key}")!;
        Assert.Equal(summed, (double)Play.Ask(file, $"SELECT duration_seconds FROM aimeter_phases WHERE phase_no = 0 AND run_key = {Key}")!, 1e-9);
        Assert.Null(Play.Ask(file, $"SELECT energy_joules FROM aimeter_energy_per_phase WHERE path = 'generate' AND run_name = 'endless'"));
    }

    private double Number(string sql)
    {
        try
        {
            return Play.Ask(Play.File(Database), sql) is double number ? number : 0;
        }
        catch (DbException)
        {
            return 0; // the tables are being made
        }
    }

    private void Kill(Func<bool> when)
    {
        using Process child = EndlessRun.Start(Database);
        try
        {
            Play.WaitFor(() => child.HasExited ? throw new InvalidOperationException("the measured program ended by itself") : when());
        }
        finally
        {
            child.Kill(); // SIGKILL: nothing in the process runs any more
            child.WaitForExit();
        }
    }

    // A run of which the database has nothing.
    private string KillUnsent()
    {
        Samples.Report().SaveSqlite(Database);
        using DbConnection other = Play.File(Database).OpenConnection();
        using DbTransaction held = other.BeginTransaction();
        Kill(() => Directory.Exists(Spool) && Bytes() > 300_000);
        return Directory.EnumerateFiles(Spool, "*.spool", SearchOption.AllDirectories).Single();
    }

    private long Bytes() => new DirectoryInfo(Spool).EnumerateFiles("*.spool", SearchOption.AllDirectories).Sum(file => file.Length);
}
