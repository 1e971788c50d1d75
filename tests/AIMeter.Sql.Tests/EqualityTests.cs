using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using AIMetering.Export;
using Xunit;

namespace AIMetering.Sql.Tests;

/// <summary>The same report in SQLite, MariaDB, PostgreSQL and JSON.</summary>
[Collection(Servers.Name)]
public sealed class EqualityTests(MariaDbServer maria, PostgreSqlServer postgres) : IDisposable
{
    private static readonly string[] Names =
    [
        "runs", "devices", "series", "samples", "phases", "phase_runs", "results", "device_powers", "units", "carbon", "carbon_shares",
        "sources", "quality", "quality_events", "notes", "documents", "energy_per_run", "energy_per_device", "energy_per_phase",
        "energy_per_phase_and_device", "energy_per_unit", "carbon_per_run",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_table_and_view_holds_the_same_in_all_of_them()
    {
        using DbDataSource m = maria.NewDatabase(), p = postgres.NewDatabase(), s = Play.File(_folder.In("runs.db"));
        MeterReport report = Samples.Report(Difficult);
        foreach (DbDataSource lab in new[] { s, m, p })
        {
            report.SaveSql(lab);
            Assert.Equal(report.ToJson(), SqlRuns.In(lab).Load(report.RunId).ToJson());
        }

        foreach (string name in Names)
        {
            string[] expected = Dump(s, name);
            Assert.NotEmpty(expected);
            Assert.Equal(expected, Dump(m, name));
            Assert.Equal(expected, Dump(p, name));
        }
    }

    [Fact]
    public void Names_of_any_letters_and_length_and_values_of_any_kind_come_back()
    {
        using DbDataSource m = maria.NewDatabase(), p = postgres.NewDatabase(), s = Play.File(_folder.In("runs.db"));
        MeterReport report = Samples.Report(Difficult);
        Assert.Contains(report.Series[0].Values.ToArray(), double.IsNaN);
        foreach (DbDataSource lab in new[] { s, m, p })
        {
            report.SaveSql(lab);
            SqlRun run = Assert.Single(SqlRuns.In(lab).List());
            Assert.Equal(report.Name.Replace('\0', '\uFFFD'), run.Name);
            Assert.Equal(["nan", "infinity", "-infinity"], Play.Column<string>(lab, "SELECT special FROM aimeter_samples WHERE special IS NOT NULL AND series_no = 0 ORDER BY n"));
            Assert.Equal(0L, Convert.ToInt64(Play.Ask(lab, "SELECT COUNT(*) FROM aimeter_samples WHERE special IS NOT NULL AND value IS NOT NULL"), null));
        }
    }

    [Fact]
    public void A_report_that_is_saved_again_is_not_there_twice()
    {
        using DbDataSource m = maria.NewDatabase(), p = postgres.NewDatabase(), s = Play.File(_folder.In("runs.db"));
        MeterReport report = Samples.Report();
        foreach (DbDataSource lab in new[] { s, m, p })
        {
            report.SaveSql(lab);
            Dictionary<string, string[]> before = Names.ToDictionary(name => name, name => Dump(lab, name));
            report.SaveSql(lab);
            Assert.All(before, each => Assert.Equal(each.Value, Dump(lab, each.Key)));
        }
    }

    [Fact]
    public async Task A_report_is_saved_without_holding_up_its_caller()
    {
        using DbDataSource m = maria.NewDatabase();
        MeterReport report = Samples.Report();
        await report.SaveSqlAsync(m, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(report.ToJson(), SqlRuns.In(m).Load(report.RunId).ToJson());
    }

    private static void Difficult(JsonObject report)
    {
        report["name"] = "'; DROP TABLE aimeter_runs; -- \"quoted\" `back` \\ 测试 🚀 \0 " + new string('é', 100_000);
        JsonArray values = report["series"]![0]!["values"]!.AsArray();
        report["series"]![0]!["elapsed_seconds"] = new JsonArray([.. Enumerable.Range(0, 6).Select(n => (JsonNode)(n / 3.0))]);
        report["series"]![0]!["values"] = new JsonArray(0.1 + 0.2, null, "Infinity", "-Infinity", 1e-300, double.MaxValue);
        report["notes"]!.AsArray().Add("half a pair: \uFFFD, tab\t, newline\n");
    }

    private static string[] Dump(DbDataSource source, string name)
    {
        using DbCommand command = source.CreateCommand($"SELECT * FROM aimeter_{name}");
        using DbDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => $"{reader.GetName(column)}={Cell(reader, column)}")));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    // What differs by design is how each database says true, and an instant.
    private static string Cell(DbDataReader reader, int column) => reader.GetName(column) switch
    {
        _ when reader.IsDBNull(column) => "NULL",
        "accounts_energy" or "in_total" or "ready" or "provisional" or "idle_explicit" => Convert.ToBoolean(reader.GetValue(column), CultureInfo.InvariantCulture) ? "true" : "false",
        string name when name.EndsWith("_utc", StringComparison.Ordinal) => Instant(reader.GetValue(column)),
        _ => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)!,
    };

    private static string Instant(object value) => (value is DateTime time
        ? time
        : DateTime.Parse((string)value, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
