using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace AIMetering.Export;

/// <summary>What went wrong with a database, in words that help; and whether it may pass by itself.</summary>
internal static class Complaints
{
    // SQLSTATE classes: connection, rollback, resources, operator intervention.
    private static readonly string[] PassingClasses = ["08", "40", "53", "57"];

    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadOnly = 8, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>Whether the same call may work later without anybody changing anything: the server is away, busy, or holds a lock.</summary>
    public static bool IsPassing(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is Busy or Locked,
        DbException { IsTransient: true } => true,
        DbException { SqlState: { Length: 5 } state } => PassingClasses.Contains(state[..2]),
        SocketException or IOException or TimeoutException => true,
        DbException { InnerException: { } inner } => IsPassing(inner),
        _ => false,
    };

    /// <summary>Whether two transactions came into each other's way, so that the same one works when it is begun again.</summary>
    public static bool IsConflict(DbException error) =>
        error.SqlState is { Length: 5 } state && (state.StartsWith("40", StringComparison.Ordinal) || state is "23505" or "23000");

    /// <summary>The error at a start that cannot go on.</summary>
    public static IOException AtStart(SqlPlace place, string option, Exception error) => new(
        $"{option} cannot write to {place.Description}: {Sentence(error.Message)} {Remedy(error)}".TrimEnd(), error);

    /// <summary>The error of a database that does not answer, where one is required.</summary>
    public static IOException NoAnswer(SqlPlace place, string option) => new(
        $"{option} got no answer from {place.Description} within SqlOptions.WaitAtStart. Start the server, correct its address, or leave RequireServerAtStart false to measure now and send later.");

    public static string Sentence(string message) => message.Trim().TrimEnd('.') + ".";

    private static string Remedy(Exception error) => error switch
    {
        InvalidDataException => "", // says it itself
        SqliteException sqlite => Remedy(sqlite.SqliteErrorCode),
        DbException { SqlState: { Length: 5 } state } when state.StartsWith("28", StringComparison.Ordinal) =>
            "Correct user and password in the connection string of the data source.",
        DbException { SqlState: "3D000" } => "Make the database, or name another one in the connection string.",
        DbException { SqlState: "42501" or "42000" } =>
            "Give this user the right to it, make the database, or have its administrator run SqlRuns.SchemaScript.",
        _ when IsPassing(error) => "Start the server, or leave SqlOptions.RequireServerAtStart false to measure now and send later.",
        _ => "Check the connection string of the data source, and the server's own log.",
    };

    private static string Remedy(int code) => (code & 0xFF) switch
    {
        NotADatabase or Corrupt => "The file is damaged or no database: restore it from a copy, move it away, or name another one.",
        ReadOnly or CannotOpen => "Name a file that this user may write, or change its owner or permissions.",
        Full => "Make room on the disk, or name a file on another one.",
        Busy or Locked => "Another process holds the file: close it, or name another one.",
        _ => "Name another file.",
    };
}
