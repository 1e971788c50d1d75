using System.Data.Common;
using AIMetering.Export;
using Xunit;

namespace AIMetering.Sql.Tests;

/// <summary>Sessions against a real server, the same for each kind.</summary>
public abstract class ServerTests(Server server)
{
    private static readonly SqlOptions Hurried = new() { WaitAtStop = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public void What_is_streamed_is_what_the_report_keeps_and_no_spool_is_left()
    {
        using DbDataSource lab = server.NewDatabase();
        using TemporaryFolder spool = new();
        CountingPlug plug = new();
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sql(lab, options: new() { SpoolFolder = spool.In("spool") }), plug);
        double[] values = Play.Counted(lab, report.RunId);
        Play.AssertWhole(values, 50);
        Assert.Equal(report.Series.Single(series => series.Channel.FullName == "plug.power").Values.ToArray(), values);
        Assert.DoesNotContain(report.Notes, note => note.Contains("sql", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(spool.In("spool")));
        Assert.Equal(report.Energy.Energy, SqlRuns.In(lab).Load(report.RunId).Energy.Energy);
    }

    [Fact]
    public void A_phase_is_there_while_it_is_open_and_its_counts_grow()
    {
        const string Open = "SELECT n FROM aimeter_phase_runs WHERE end_seconds IS NULL AND start_seconds >= 0";
        const string Tokens = "SELECT unit_count FROM aimeter_units WHERE unit = 'tokens'";
        using DbDataSource lab = server.NewDatabase();
        using TemporaryFolder spool = new();
        CountingPlug plug = new();
        using MeterSession meter = Play.Configure(plug).WriteTo.Sql(lab, options: new() { SpoolFolder = spool.Path, WaitAtStop = Play.Patience }).Start();
        using PhaseScope generate = meter.Phase("generate"), decode = meter.Phase("dé'code");
        decode.Count("tokens", 3);
        Play.WaitFor(() => Play.Column<int>(lab, Open).Length == 2 && Play.Ask(lab, Tokens) is 3.0);
        decode.Count("tokens", 4);
        Play.WaitFor(() => Play.Ask(lab, Tokens) is 7.0); // the same row, in another transaction
        decode.Dispose();
        Play.WaitFor(() => Play.Column<int>(lab, Open).Length == 1);
        Assert.Equal(["generate", "generate/dé'code"], Play.Column<string>(lab, "SELECT path FROM aimeter_phases ORDER BY phase_no"));
        Assert.Equal(1, Play.Ask(lab, "SELECT finished_runs FROM aimeter_phases WHERE phase_no = 1"));
        MeterReport report = meter.Stop();
        Assert.Equal(7, SqlRuns.In(lab).Load(report.RunId).FindPhase("generate/dé'code")!.Units.Single().Count);
        Assert.DoesNotContain(report.Notes, note => note.Contains("sql", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_is_killed_and_comes_back_amid_a_run_has_every_reading_once()
    {
        using DbDataSource lab = server.NewDatabase();
        using TemporaryFolder spool = new();
        CountingPlug plug = new();
        SqlOptions options = new() { SpoolFolder = spool.Path, WaitAtStop = Play.Patience };
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sql(lab, options: options), plug, reads: 400, amid: () =>
        {
            Play.WaitFor(() => Play.Taken(lab) > 0);
            server.Kill();
            int before = plug.Reads;
            Play.WaitFor(() => plug.Reads > before + 200); // more than a second, so some steps fail
            server.Start();
        });
        double[] values = Play.Counted(lab, report.RunId);
        Play.AssertWhole(values, 390);
        Assert.Equal(report.Series.Single(series => series.Channel.FullName == "plug.power").Values.ToArray(), values);
        Assert.Equal("finished", Play.Ask(lab, "SELECT state FROM aimeter_runs"));
        Assert.DoesNotContain(report.Notes, note => note.Contains("sql", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_the_server_missed_is_sent_by_the_next_session_and_not_twice()
    {
        using DbDataSource lab = server.NewDatabase();
        using TemporaryFolder spool = new();
        CountingPlug plug = new(), next = new();
        SqlOptions options = Hurried with { SpoolFolder = spool.Path };
        MeterReport missed = Play.Measure(Play.Configure(plug).WriteTo.Sql(lab, options: options), plug, amid: server.Kill);
        try
        {
            string note = Assert.Single(missed.Notes, note => note.Contains("does not have the whole run yet", StringComparison.Ordinal));
            Assert.Contains(spool.Path, note, StringComparison.Ordinal);
            Assert.DoesNotContain(Server.Password, note, StringComparison.Ordinal);
            Play.WaitFor(() => Directory.EnumerateFiles(spool.Path, "*.lock", SearchOption.AllDirectories).Any() is false); // its thread has ended
        }
        finally
        {
            server.Start();
        }

        MeterReport report = Play.Measure(Play.Configure(next).WriteTo.Sql(lab, options: options with { WaitAtStop = Play.Patience }), next);
        Play.AssertWhole(Play.Counted(lab, missed.RunId), 50);
        Play.AssertWhole(Play.Counted(lab, report.RunId), 50);
        Assert.Equal(missed.Energy.Energy, SqlRuns.In(lab).Load(missed.RunId).Energy.Energy);
        Assert.Equal(0, SqlRuns.In(lab, options: options).SendSpooled());
    }

    [Fact]
    public void A_server_that_is_away_at_the_start_stops_only_who_requires_it()
    {
        using DbDataSource lab = server.NewDatabase();
        using TemporaryFolder spool = new();
        CountingPlug plug = new();
        SqlOptions options = Hurried with { SpoolFolder = spool.Path };
        MeterReport report;
        server.Kill();
        try
        {
            IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Sql(lab, options: options with { RequireServerAtStart = true }).Start());
            Assert.Contains("RequireServerAtStart", error.Message, StringComparison.Ordinal);
            report = Play.Measure(Play.Configure(plug).WriteTo.Sql(lab, options: options), plug);
            Play.WaitFor(() => Directory.EnumerateFiles(spool.Path, "*.lock", SearchOption.AllDirectories).Any() is false);
        }
        finally
        {
            server.Start();
        }

        SqlRuns runs = SqlRuns.In(lab, options: options);
        Assert.Equal(1, runs.SendSpooled());
        Assert.Equal(0, runs.SendSpooled());
        Play.AssertWhole(Play.Counted(lab, report.RunId), 50);
        Assert.Equal(SqlRunState.Finished, Assert.Single(runs.List()).State);
    }

    [Fact]
    public void A_server_that_hangs_holds_up_no_stop_and_gets_the_rest_when_it_goes_on()
    {
        using DbDataSource lab = server.NewDatabase();
        using TemporaryFolder spool = new();
        CountingPlug plug = new();
        SqlOptions options = Hurried with { SpoolFolder = spool.Path };
        MeterReport report;
        try
        {
            report = Play.Measure(Play.Configure(plug).WriteTo.Sql(lab, options: options), plug, amid: () =>
            {
                Play.WaitFor(() => Play.Taken(lab) > 0);
                server.Signal("STOP");
            });
            Assert.Single(report.Notes, note => note.Contains("does not have the whole run yet", StringComparison.Ordinal));
        }
        finally
        {
            server.Signal("CONT");
        }

        SqlRuns runs = SqlRuns.In(lab, options: options);
        Play.WaitFor(() => runs.SendSpooled() >= 0 && runs.List().Single().State == SqlRunState.Finished); // by its own thread or by us
        Play.AssertWhole(Play.Counted(lab, report.RunId), 50);
        Assert.Equal(report.Energy.Energy, runs.Load(report.RunId).Energy.Energy);
    }

    [Fact]
    public void A_wrong_password_stops_the_start_and_is_not_told()
    {
        using DbDataSource right = server.NewDatabase(out string name), lab = server.Source(name, password: "not-" + Server.Password);
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Sql(lab).Start());
        Assert.Contains("WriteTo.Sql cannot write to", error.Message, StringComparison.Ordinal);
        Assert.Contains("Correct user and password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Password, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_not_there_stops_the_start()
    {
        server.Need();
        using DbDataSource lab = server.Source("nowhere");
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Sql(lab).Start());
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.Contains("ake the database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_make_no_tables_is_told_of_the_script_and_can_write_once_it_was_run()
    {
        using DbDataSource admin = server.NewDatabase(out string name);
        server.MakeGuest(name, $"guest_{name}");
        using DbDataSource guest = server.Source(name, $"guest_{name}");
        MeterReport report = Samples.Report();
        IOException error = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Sql(guest).Start());
        Assert.Contains("SqlRuns.SchemaScript", error.Message, StringComparison.Ordinal);

        foreach (string statement in SqlRuns.SchemaScript(Dialect).Split(";\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Play.Ask(admin, statement);
        }

        report.SaveSql(guest);
        Assert.Equal(report.ToJson(), SqlRuns.In(guest).Load(report.RunId).ToJson());
    }

    [Fact]
    public void Many_who_begin_at_once_make_the_tables_once_and_all_write()
    {
        using DbDataSource lab = server.NewDatabase(out string name);
        MeterReport[] reports = [.. Enumerable.Range(0, 8).Select(_ => Samples.Report())];
        Exception?[] failures = new Exception?[reports.Length];
        Thread[] hosts = [.. reports.Select((report, index) => new Thread(() =>
        {
            using DbDataSource own = server.Source(name);
            failures[index] = Record.Exception(() => report.SaveSql(own));
        }))];
        Array.ForEach(hosts, host => host.Start());
        Array.ForEach(hosts, host => host.Join());
        Assert.All(failures, Assert.Null);
        Assert.Equal(reports.Select(report => report.RunId).Order(), SqlRuns.In(lab).List().Select(run => run.RunId).Order());
        Assert.All(reports, report => Assert.Equal(report.ToJson(), SqlRuns.In(lab).Load(report.RunId).ToJson()));
    }

    [Fact]
    public void A_program_that_keeps_every_thread_of_the_pool_busy_is_written_all_the_same()
    {
        using DbDataSource lab = server.NewDatabase();
        using TemporaryFolder spool = new();
        using BusyPool busy = new();
        CountingPlug plug = new();
        SqlOptions options = new() { SpoolFolder = spool.Path, WaitAtStop = Play.Patience, WaitAtStart = Play.Patience };
        MeterReport report = Play.Measure(Play.Configure(plug).WriteTo.Sql(lab, options: options), plug, amid: () => Play.WaitFor(() => Play.Taken(lab) > 0));
        Play.AssertWhole(Play.Counted(lab, report.RunId), 50);
        Assert.Equal("finished", Play.Ask(lab, "SELECT state FROM aimeter_runs"));
    }

    protected abstract SqlDialect Dialect { get; }
}

[Collection(Servers.Name)]
public sealed class MariaDbTests(MariaDbServer server) : ServerTests(server)
{
    protected override SqlDialect Dialect => SqlDialect.MySql;
}

[Collection(Servers.Name)]
public sealed class PostgreSqlTests(PostgreSqlServer server) : ServerTests(server)
{
    protected override SqlDialect Dialect => SqlDialect.PostgreSql;

    [Fact]
    public void A_schema_of_any_name_is_made_and_keeps_its_own_tables()
    {
        using DbDataSource lab = server.NewDatabase();
        SqlOptions options = new() { Schema = "Dr. \"Who\" 测", TablePrefix = "" };
        MeterReport report = Samples.Report();
        report.SaveSql(lab, options: options);
        Assert.Equal(report.ToJson(), SqlRuns.In(lab, options: options).Load(report.RunId).ToJson());
        Assert.Empty(SqlRuns.In(lab).List());
        Assert.Equal(1L, Play.Ask(lab, "SELECT COUNT(*) FROM \"Dr. \"\"Who\"\" 测\".runs"));
    }
}
