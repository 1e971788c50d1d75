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
        Kill(() => File.Exists(Database) && Taken() > 100);
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
    public void A_spool_that_nobody_understands_is_kept_beside_and_hinders_nobody()
    {
        string segment = KillUnsent();
        File.WriteAllText(segment, "this is no spool any more");
        Assert.Equal(0, SqlRuns.InSqlite(Database).SendSpooled());
        string kept = Path.Combine(Path.GetDirectoryName(segment) + ".damaged", Path.GetFileName(segment));
        Assert.Equal("this is no spool any more", File.ReadAllText(kept));
        Assert.Equal(0, SqlRuns.InSqlite(Database).SendSpooled());
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

    private long Taken()
    {
        try
        {
            return (long)Play.Ask(Play.File(Database), "SELECT COUNT(*) FROM aimeter_samples")!;
        }
        catch (DbException)
        {
            return 0; // the tables are being made
        }
    }
}
