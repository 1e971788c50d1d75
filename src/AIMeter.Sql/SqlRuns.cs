using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace AIMetering.Export;

/// <summary>The runs in a database: listed, read back, and sent there when they had to wait.</summary>
/// <remarks>Every call opens a connection and closes it. Failures of the database are its driver's exceptions.</remarks>
public sealed class SqlRuns
{
    private readonly SqlPlace _place;

    private SqlRuns(SqlPlace place) => _place = place;

    /// <summary>The runs of a database.</summary>
    /// <param name="dataSource">Where.</param>
    /// <param name="dialect">What it speaks; null tells it by the driver.</param>
    /// <param name="options">Names, as they were when it was written; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The driver tells no dialect, or an option is not valid.</exception>
    public static SqlRuns In(DbDataSource dataSource, SqlDialect? dialect = null, SqlOptions? options = null) =>
        new(new SqlPlace(dataSource, dialect, options));

    /// <summary>The runs of a SQLite file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Names, as they were when it was written; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The path is empty or a folder, or an option is not valid.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SqlRuns InSqlite(string path, SqlOptions? options = null)
    {
        string full = SqlExport.CheckedFile(path, nameof(InSqlite));
        return File.Exists(full) ? new(SqlExport.PlaceOf(full, options, SqliteOpenMode.ReadWrite))
            : throw new FileNotFoundException($"InSqlite was given '{path}', and there is no such file. WriteTo.Sqlite and SaveSqlite make one.", full);
    }

    /// <summary>The statements that make tables and views, for a database in which only its administrator may.</summary>
    /// <param name="dialect">What it speaks.</param>
    /// <param name="options">Names; null takes the defaults.</param>
    /// <returns>Statements that end in a semicolon each.</returns>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static string SchemaScript(SqlDialect dialect, SqlOptions? options = null) =>
        SchemaKeeper.Script(new SqlPlace(SqliteFactory.Instance.CreateDataSource("Data Source=:memory:"), dialect, options));

    /// <summary>Lists the runs, the newest first.</summary>
    public IReadOnlyList<SqlRun> List()
    {
        using SqlLink link = _place.Open();
        return [.. link.Rows($"""
            SELECT r.run_id, r.name, r.started_at_utc, r.state, r.duration_seconds, e.energy_joules, r.host FROM {_place.Of(Tables.Runs)} r
            LEFT JOIN {_place.Of(Tables.Results)} e ON e.run_key = r.run_key AND e.scope = @scope
            ORDER BY r.started_at_utc DESC, r.run_key DESC
            """, ("@scope", "total")).Select(Run)];
    }

    /// <summary>Reads a report back.</summary>
    /// <param name="runId">The id of the run.</param>
    /// <param name="samples">False leaves the samples in the database, and the series of the report empty.</param>
    /// <returns>
    /// The report. One that was saved is the same, value by value; one whose readings were streamed has all of them, where the
    /// report of the session may have kept fewer.
    /// </returns>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    /// <exception cref="InvalidDataException">The run has no report (yet), or its report or tables are of a newer version.</exception>
    public MeterReport Load(string runId, bool samples = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(runId);
        using SqlLink link = _place.Open();
        StoredRun run = new RunRows(link).Find(runId)
            ?? throw new KeyNotFoundException($"There is no run '{runId}' in {_place.Description}. List() tells those there are.");
        byte[] document = Document(link, run.Key);
        if (document.Length == 0)
        {
            throw new InvalidDataException($"The run '{runId}' in {_place.Description} has no report: it is still measured, or its process was ended. Its readings are in {_place.Of(Tables.Samples)}.");
        }

        Dictionary<int, SeriesSamples> bySeries = samples ? StoredSamples.Of(link, run) : [];
        return ReportText.WithSamples(document, series => bySeries.GetValueOrDefault(series, SeriesSamples.None));
    }

    /// <summary>Sends what sessions on this machine could not send before they ended. The next session that writes there does so, too.</summary>
    /// <returns>How many runs were sent; those of sessions that still live are left to them.</returns>
    public int SendSpooled()
    {
        using SqlLink link = _place.Open();
        int sent = LeftOver.SendAll(_place, link);
        _place.TidySpoolFolder();
        return sent;
    }

    private static SqlRun Run(DbDataReader row) => new()
    {
        RunId = row.GetString(0),
        Name = row.GetString(1),
        StartedAt = Instant(row.GetValue(2)),
        State = row.GetString(3) switch { "finished" => SqlRunState.Finished, "interrupted" => SqlRunState.Interrupted, _ => SqlRunState.Measuring },
        Duration = row.IsDBNull(4) ? null : TimeSpan.FromSeconds(row.GetDouble(4)),
        Energy = row.IsDBNull(5) ? null : Energy.FromJoules(row.GetDouble(5)),
        Host = row.IsDBNull(6) ? null : row.GetString(6),
    };

    private static DateTimeOffset Instant(object value) => value is DateTime time
        ? new(DateTime.SpecifyKind(time, DateTimeKind.Utc))
        : DateTimeOffset.Parse((string)value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private byte[] Document(SqlLink link, long run) => Encoding.ASCII.GetBytes(string.Concat(link
        .Rows($"SELECT content FROM {_place.Of(Tables.Documents)} WHERE run_key = @key ORDER BY part_no", ("@key", run))
        .Select(row => row.GetString(0))));
}
