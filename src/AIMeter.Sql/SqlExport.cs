using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AIMetering.Export;

/// <summary>Writes runs into SQL databases: <c>WriteTo.Sqlite("runs.db")</c>, or <c>WriteTo.Sql(dataSource)</c> for PostgreSQL, MariaDB and MySQL.</summary>
/// <remarks>
/// Readings are sent about once a second while they are measured, on a thread of their own, and the report when it is there. What
/// the database does not take waits in a folder (<see cref="SqlOptions.SpoolFolder"/>) and is sent later: nothing is lost, nothing
/// comes twice. Tables and views are told in docs/sql.md.
/// </remarks>
public static class SqlExport
{
    /// <summary>Writes every reading into a SQLite file while it is measured, and the results when the session ends.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="path">The file, such as <c>runs.db</c>; made with its folder if need be. It holds any number of runs.</param>
    /// <param name="options">Names and waits; null takes the defaults.</param>
    /// <returns>The configuration, to go on with.</returns>
    /// <exception cref="ArgumentException">The path is empty or a folder, or an option is not valid. A file that cannot be written stops the start.</exception>
    public static MeterConfiguration Sqlite(this OutputConfiguration output, string path, SqlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        string full = CheckedFile(path, "WriteTo.Sqlite");
        (options ?? new()).Validate(SqlDialect.Sqlite);
        return To(output, () => OpenFile(full, options, "WriteTo.Sqlite"), "WriteTo.Sqlite");
    }

    /// <summary>Writes every reading into a database while it is measured, and the results when the session ends.</summary>
    /// <param name="output">The configuration's outputs.</param>
    /// <param name="dataSource">Where: an <c>NpgsqlDataSource</c>, a <c>MySqlDataSource</c> or another. It must live as long as the session; it is not disposed here.</param>
    /// <param name="dialect">What it speaks; null tells it by the driver.</param>
    /// <param name="options">Names and waits; null takes the defaults.</param>
    /// <returns>The configuration, to go on with.</returns>
    /// <exception cref="ArgumentException">The driver tells no dialect, or an option is not valid. A database that refuses stops the start.</exception>
    public static MeterConfiguration Sql(this OutputConfiguration output, DbDataSource dataSource, SqlDialect? dialect = null, SqlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        SqlPlace place = new(dataSource, dialect, options);
        return To(output, () => place, "WriteTo.Sql");
    }

    /// <summary>Puts a finished or loaded report into a database. Saved again, it replaces what the report said before, such as the carbon.</summary>
    /// <param name="report">The report. Its samples are saved unless they were streamed there.</param>
    /// <param name="dataSource">Where.</param>
    /// <param name="dialect">What it speaks; null tells it by the driver.</param>
    /// <param name="options">Names; null takes the defaults. Nothing is spooled.</param>
    /// <exception cref="DbException">The database cannot be reached, or refuses; nothing of the report is in it.</exception>
    /// <exception cref="InvalidDataException">Its tables are of a newer version; the message names both.</exception>
    public static void SaveSql(this MeterReport report, DbDataSource dataSource, SqlDialect? dialect = null, SqlOptions? options = null) =>
        Save(report, new SqlPlace(dataSource, dialect, options), CancellationToken.None);

    /// <summary>Puts a finished or loaded report into a SQLite file, as <see cref="SaveSql"/> does.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file; made with its folder if need be.</param>
    /// <param name="options">Names; null takes the defaults.</param>
    /// <exception cref="IOException">The folder cannot be written; the message names the remedy.</exception>
    /// <exception cref="DbException">The file is damaged, or held by another process.</exception>
    /// <exception cref="InvalidDataException">Its tables are of a newer version; the message names both.</exception>
    public static void SaveSqlite(this MeterReport report, string path, SqlOptions? options = null) =>
        Save(report, OpenFile(CheckedFile(path, nameof(SaveSqlite)), options, nameof(SaveSqlite)), CancellationToken.None);

    /// <summary>Puts a finished or loaded report into a database, as <see cref="SaveSql"/> does, on a thread of its own.</summary>
    /// <param name="report">The report.</param>
    /// <param name="dataSource">Where.</param>
    /// <param name="dialect">What it speaks; null tells it by the driver.</param>
    /// <param name="options">Names; null takes the defaults.</param>
    /// <param name="cancellation">Ends the saving between two statements; nothing of the report is then in the database.</param>
    /// <returns>A task that ends when the report is in the database.</returns>
    /// <exception cref="DbException">As for <see cref="SaveSql"/>.</exception>
    public static Task SaveSqlAsync(
        this MeterReport report, DbDataSource dataSource, SqlDialect? dialect = null, SqlOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        SqlPlace place = new(dataSource, dialect, options);
        return Task.Factory.StartNew(() => Save(report, place, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Opens a SQLite file that may not be there yet.</summary>
    internal static SqlPlace OpenFile(string full, SqlOptions? options, string option)
    {
        RunFiles.PrepareFolder(Path.GetDirectoryName(full)!, option);
        return PlaceOf(full, options, SqliteOpenMode.ReadWriteCreate);
    }

    internal static SqlPlace PlaceOf(string full, SqlOptions? options, SqliteOpenMode mode)
    {
        // Without pooling the file is closed when we are done, and can be moved or deleted.
        SqliteConnectionStringBuilder text = new() { DataSource = full, Mode = mode, Pooling = false, DefaultTimeout = 2 };
        return new SqlPlace(SqliteFactory.Instance.CreateDataSource(text.ToString()), SqlDialect.Sqlite, options, full);
    }

    internal static string CheckedFile(string path, string option)
    {
        if (string.IsNullOrWhiteSpace(path) || Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new ArgumentException($"{option} was given '{path}'. Name a file for the database, such as 'runs.db'.", nameof(path));
        }

        return Path.GetFullPath(path);
    }

    private static MeterConfiguration To(OutputConfiguration output, Func<SqlPlace> connect, string option)
    {
        SqlOutput sql = new(connect, option);
        output.Sink((IReportSink)sql);
        return output.Sink(() => sql);
    }

    private static void Save(MeterReport report, SqlPlace place, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        using SqlLink link = place.Open();
        new RunStore(link).Save(report, cancellation);
    }
}
