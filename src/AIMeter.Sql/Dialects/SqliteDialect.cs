using System.Data.Common;
using System.Globalization;

namespace AIMetering.Export;

internal sealed class SqliteDialect : Dialect
{
    public override SqlDialect Kind => SqlDialect.Sqlite;

    public override string Name => "SQLite";

    // The driver tries again for so long while another process holds the file; what waits is spooled, so it need not be long.
    public override int CommandTimeout => 2;

    // A row for each statement: there is no round trip, and the driver finds each parameter by searching through all names.
    public override int ParametersPerStatement => 1;

    public override string TableExists => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @name AND @schema IS NULL";

    public override string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Identity => "INTEGER",
        ColumnType.Integer or ColumnType.Long or ColumnType.Flag => "INTEGER",
        ColumnType.Number => "REAL",
        _ => "TEXT",
    };

    // The rows lie in the order of the key, without a second index beside them.
    public override string TableOptions(Table table) => table.IsOfRun ? " WITHOUT ROWID" : "";

    // The form that SQLite's own date functions read.
    public override object Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public override string TimeAfter(string instant, string seconds) => $"strftime('%Y-%m-%d %H:%M:%f', julianday({instant}) + {seconds} / 86400.0)";

    public override void Prepare(DbConnection connection) => Run(connection, null, "PRAGMA foreign_keys = ON");

    // A transaction takes the write lock when it begins.
    public override void Exclusively(DbConnection connection, string name, Action<DbTransaction?> action)
    {
        using DbTransaction transaction = connection.BeginTransaction();
        action(transaction);
        transaction.Commit();
    }
}
