using System.Buffers;

namespace AIMetering.Export;

/// <summary>How a database is written.</summary>
public sealed record SqlOptions
{
    private const int LongestPrefix = 24; // with the longest name of a view below PostgreSQL's 63 bytes
    private const int LongestSchema = 63;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly SearchValues<char> PrefixLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Gets what the names of all tables and views begin with.</summary>
    /// <value>Lower case letters, digits and underscores, no digit first, at most 24; may be empty. The default is <c>aimeter_</c>.</value>
    public string TablePrefix { get; init; } = "aimeter_";

    /// <summary>Gets the schema (PostgreSQL) or database (MySQL) the tables are in.</summary>
    /// <value>Null, the default, takes that of the connection. A schema of PostgreSQL is made if need be. SQLite has none.</value>
    public string? Schema { get; init; }

    /// <summary>Gets the folder that keeps what the database has not taken yet, in a folder for each destination.</summary>
    /// <value>Null, the default, takes <c>FILE-spool</c> beside a SQLite file, else <c>AIMeter/sql-spool</c> in the user's local application data.</value>
    public string? SpoolFolder { get; init; }

    /// <summary>Gets how long starting may wait for the database to answer; after that the run begins and is spooled.</summary>
    /// <value>From 0 to 10 min. The default is 5 s.</value>
    public TimeSpan WaitAtStart { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long stopping may wait until the database has everything; what is left then stays in the spool.</summary>
    /// <value>From 0 to 10 min. The default is 5 s.</value>
    public TimeSpan WaitAtStop { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets whether a database that cannot be reached stops the start. One that refuses, such as for a wrong password, always does.</summary>
    /// <value>The default is false: the run is measured, spooled and sent later.</value>
    public bool RequireServerAtStart { get; init; }

    internal void Validate(SqlDialect dialect)
    {
        CheckPrefix();
        CheckSchema(dialect);
        CheckWait(WaitAtStart, nameof(WaitAtStart));
        CheckWait(WaitAtStop, nameof(WaitAtStop));
        if (SpoolFolder is not null && string.IsNullOrWhiteSpace(SpoolFolder))
        {
            throw new ArgumentException("SqlOptions.SpoolFolder is empty: name a folder, or leave it null for the default.");
        }
    }

    private static void CheckWait(TimeSpan wait, string name)
    {
        if (wait < TimeSpan.Zero || wait > LongestWait)
        {
            throw new ArgumentOutOfRangeException(name, wait, $"SqlOptions.{name} takes 0 to 10 min.");
        }
    }

    private void CheckPrefix()
    {
        if (TablePrefix is null || TablePrefix.Length > LongestPrefix || TablePrefix.AsSpan().ContainsAnyExcept(PrefixLetters)
            || (TablePrefix.Length > 0 && char.IsAsciiDigit(TablePrefix[0])))
        {
            throw new ArgumentException(
                $"SqlOptions.TablePrefix is '{TablePrefix}'. It takes at most {LongestPrefix} of a to z, 0 to 9 and _, beginning with a letter or _, such as 'aimeter_'.");
        }
    }

    private void CheckSchema(SqlDialect dialect)
    {
        if (Schema is null)
        {
            return;
        }

        if (dialect == SqlDialect.Sqlite)
        {
            throw new ArgumentException($"SqlOptions.Schema is '{Schema}', but SQLite has no schemas: leave it null and name another file, or another TablePrefix.");
        }

        if (string.IsNullOrWhiteSpace(Schema) || Schema.Length > LongestSchema || Schema.Any(char.IsControl))
        {
            throw new ArgumentException($"SqlOptions.Schema is '{Schema}'. It takes a name of 1 to {LongestSchema} characters without control characters.");
        }
    }
}
