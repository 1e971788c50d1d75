// One database for all runs: a file by default, or the server that a lab shares. Measures two phases of work, asks the database for
// the energy of each with plain SQL, and reads the whole report back.
//
//   dotnet run --project samples/10-SharedSql
//   LAB_DATABASE="Host=lab;Database=energy;Username=me;Password=..." dotnet run --project samples/10-SharedSql        PostgreSQL
//   LAB_DATABASE="Server=lab;Database=energy;User ID=me;Password=..." dotnet run --project samples/10-SharedSql       MariaDB, MySQL
//
// Exit codes: 0 the database says what the report says, 1 it does not.
using System.Data.Common;
using System.Globalization;
using AIMetering;
using AIMetering.Export;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;
using SharedSql;

string file = Path.Combine(Path.GetTempPath(), "aimeter-sample", "runs.db");
string? lab = Environment.GetEnvironmentVariable("LAB_DATABASE");
using DbDataSource database =
    lab is null ? SqliteFactory.Instance.CreateDataSource($"Data Source={file}")
    : lab.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? NpgsqlDataSource.Create(lab)
    : new MySqlDataSource(lab);

// With a server at hand, WriteTo.Sql(database) is the one line; for a file, WriteTo.Sqlite(file) needs no data source.
OutputConfiguration output = AIMeter.Configure("shared sql").SampleEvery(TimeSpan.FromMilliseconds(50)).WriteTo;
using MeterSession meter = (lab is null ? output.Sqlite(file) : output.Sql(database)).Start();

using (PhaseScope sort = meter.Phase("sort"))
{
    sort.Count("numbers", Work.Sort(TimeSpan.FromSeconds(1)));
}

using (PhaseScope roots = meter.Phase("roots"))
{
    roots.Count("numbers", Work.Roots(TimeSpan.FromSeconds(1)));
}

MeterReport report = meter.Stop();
foreach (string note in report.Notes.Where(note => note.StartsWith("output sql", StringComparison.Ordinal)))
{
    Console.WriteLine(note); // such as a server that was away: the run waits on this disk and is sent next time
}

bool holds = true;
using DbCommand question = database.CreateCommand("SELECT path, energy_joules, low_joules, high_joules, method FROM aimeter_energy_per_phase WHERE run_id = @run ORDER BY path");
DbParameter run = question.CreateParameter();
(run.ParameterName, run.Value) = ("@run", report.RunId);
question.Parameters.Add(run);
using (DbDataReader row = question.ExecuteReader())
{
    while (row.Read())
    {
        double? joules = row.IsDBNull(1) ? null : row.GetDouble(1);
        Console.WriteLine(joules is null ? $"{row.GetString(0),-6} energy not known"
            : string.Create(CultureInfo.InvariantCulture, $"{row.GetString(0),-6} {joules:F1} J, between {row.GetDouble(2):F1} and {row.GetDouble(3):F1} J ({row.GetString(4)})"));
        holds &= report.FindPhase(row.GetString(0))!.Energy.Energy?.Joules == joules;
    }
}

SqlRuns runs = SqlRuns.In(database);
MeterReport loaded = runs.Load(report.RunId);
Console.WriteLine($"Runs in the {(lab is null ? $"file {Path.GetFileName(file)}" : "shared database")}: {runs.List().Count}. This one has {loaded.Series.Sum(series => series.Values.Length)} samples of {loaded.Series.Count} series.");
return holds && loaded.Energy.Energy == report.Energy.Energy ? 0 : 1;
