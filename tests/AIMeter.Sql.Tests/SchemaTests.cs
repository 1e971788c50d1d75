using System.Data.Common;
using AIMetering.Export;
using Xunit;

namespace AIMetering.Sql.Tests;

public sealed class SchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Path => _folder.In("runs.db");

    [Fact]
    public void Tables_of_a_newer_version_are_refused_with_both_versions_and_the_remedy()
    {
        Samples.Report().SaveSqlite(Path);
        Play.Ask(Play.File(Path), "UPDATE aimeter_meta SET content = '99' WHERE name = 'schema_version'");
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Samples.Report().SaveSqlite(Path));
        Assert.Contains("schema version 99", error.Message, StringComparison.Ordinal);
        Assert.Contains("knows versions 1 to 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update the package AIMeter.Sql", error.Message, StringComparison.Ordinal);
        IOException start = Assert.Throws<IOException>(() => AIMeter.Configure("x").WriteTo.Sqlite(Path).Start());
        Assert.Contains("schema version 99", start.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_version_1_keep_their_rows_and_get_the_views_of_version_2()
    {
        MeterReport report = Samples.Report();
        report.SaveSqlite(Path);
        DbDataSource file = Play.File(Path);
        foreach (string view in Play.Column<string>(file, "SELECT name FROM sqlite_master WHERE type = 'view'"))
        {
            Play.Ask(file, $"DROP VIEW {view}");
        }

        Play.Ask(file, "UPDATE aimeter_meta SET content = '1' WHERE name = 'schema_version'");
        Assert.Equal(report.ToJson(), SqlRuns.InSqlite(Path).Load(report.RunId).ToJson());
        Assert.Equal(report.Energy.Energy!.Value.Joules, Play.Ask(file, "SELECT energy_joules FROM aimeter_energy_per_run"));
        Assert.Equal("2", Play.Ask(file, "SELECT content FROM aimeter_meta WHERE name = 'schema_version'"));
    }

    [Fact]
    public void The_views_say_what_the_report_says()
    {
        MeterReport report = Samples.Report();
        report.SaveSqlite(Path);
        DbDataSource file = Play.File(Path);
        Assert.Equal(report.Devices.Select(device => device.Energy.Energy?.Joules ?? 0).Order(),
            Play.Column<double>(file, "SELECT energy_joules FROM aimeter_energy_per_device").Order());
        Assert.Equal(report.Phases.Select(phase => phase.Energy.High?.Joules ?? 0).Order(),
            Play.Column<double>(file, "SELECT high_joules FROM aimeter_energy_per_phase").Order());
        Assert.Equal(report.Carbon!.Average.Mass!.Value.Grams,
            Play.Ask(file, "SELECT mass_grams FROM aimeter_carbon_per_run WHERE carbon_signal = 'average'"));
    }

    [Fact]
    public void What_is_not_known_is_null_with_its_reason()
    {
        MeterReport report = Samples.Report(json =>
        {
            json["energy"]!["energy_joules"] = json["energy"]!["low_joules"] = json["energy"]!["high_joules"] = json["energy"]!["method"] = null;
            json["energy"]!["reason"] = "no sensor";
        });
        report.SaveSqlite(Path);
        Assert.Equal(1L, Play.Ask(Play.File(Path), "SELECT COUNT(*) FROM aimeter_energy_per_run WHERE energy_joules IS NULL AND reason = 'no sensor'"));
        Assert.Null(SqlRuns.InSqlite(Path).List().Single().Energy);
    }

    [Fact]
    public void A_run_that_is_deleted_takes_all_its_rows_with_it()
    {
        Samples.Report().SaveSqlite(Path);
        using DbConnection file = Play.File(Path).OpenConnection();
        using DbCommand command = file.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = ON; DELETE FROM aimeter_runs";
        command.ExecuteNonQuery();
        Assert.All(Play.Column<string>(Play.File(Path), "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'aimeter_meta'"),
            table => Assert.Equal(0L, Play.Ask(Play.File(Path), $"SELECT COUNT(*) FROM {table}")));
    }

    [Theory]
    [InlineData("1st_")]
    [InlineData("AIMeter_")]
    [InlineData("a b")]
    [InlineData("x; DROP TABLE y")]
    [InlineData("longer_than_twenty_four_letters_")]
    public void A_prefix_that_no_database_takes_is_refused(string prefix)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Samples.Report().SaveSqlite(Path, new() { TablePrefix = prefix }));
        Assert.Contains($"SqlOptions.TablePrefix is '{prefix}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_prefixes_in_one_file_do_not_see_each_other()
    {
        Samples.Report().SaveSqlite(Path);
        Samples.Report().SaveSqlite(Path, new() { TablePrefix = "second_" });
        Assert.Single(SqlRuns.InSqlite(Path).List());
        Assert.Single(SqlRuns.InSqlite(Path, new() { TablePrefix = "second_" }).List());
    }

    [Fact]
    public void A_run_id_that_is_not_there_is_named_and_one_without_a_report_says_why()
    {
        Samples.Report().SaveSqlite(Path);
        SqlRuns runs = SqlRuns.InSqlite(Path);
        Assert.Contains("'none'", Assert.Throws<KeyNotFoundException>(() => runs.Load("none")).Message, StringComparison.Ordinal);
        Play.Ask(Play.File(Path), "DELETE FROM aimeter_documents");
        Assert.Contains("has no report", Assert.Throws<InvalidDataException>(() => runs.Load(runs.List()[0].RunId)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_can_be_loaded_without_its_samples()
    {
        MeterReport report = Samples.Report();
        report.SaveSqlite(Path);
        MeterReport loaded = SqlRuns.InSqlite(Path).Load(report.RunId, samples: false);
        Assert.Equal(report.Energy.Energy, loaded.Energy.Energy);
        Assert.All(loaded.Series, series => Assert.Equal(0, series.Values.Length));
    }
}
