using System.Data;
using System.Data.Common;
using System.Globalization;

namespace AIMetering.Export;

internal sealed class MySqlDialect : Dialect
{
    private const int Patience = 30; // seconds, for another process that makes the tables

    public override SqlDialect Kind => SqlDialect.MySql;

    public override string Name => "MySQL";

    // Four-byte characters, and names that differ in case or accent are different names.
    public override string TableOptions(Table table) => " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

    // Its default locks the gaps between rows too, so that runs of different hosts would deadlock on each other's beginnings.
    public override IsolationLevel? Isolation => IsolationLevel.ReadCommitted;

    public override string TableExists =>
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = COALESCE(@schema, DATABASE()) AND table_name = @name";

    public override string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Identity => "BIGINT AUTO_INCREMENT",
        ColumnType.Integer => "INT",
        ColumnType.Long => "BIGINT",
        ColumnType.Number => "DOUBLE",
        ColumnType.Flag => "BOOLEAN",
        ColumnType.Instant => "DATETIME(6)",
        ColumnType.Label => "VARCHAR(64)",
        ColumnType.Id => "VARCHAR(191)", // the longest that every row format can index in utf8mb4
        _ => "LONGTEXT",
    };

    public override string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    // As text: a DateTime would be turned by the connection's own ideas of time zones.
    public override object Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public override string TimeAfter(string instant, string seconds) => $"TIMESTAMPADD(MICROSECOND, ROUND({seconds} * 1000000), {instant})";

    // Making tables ends a transaction here, so a lock by name keeps the others away; every statement may be run again.
    public override void Exclusively(DbConnection connection, string name, Action<DbTransaction?> action)
    {
        if (Convert.ToInt32(Run(connection, null, "SELECT GET_LOCK(@name, @patience)", ("@name", name), ("@patience", Patience)), CultureInfo.InvariantCulture) != 1)
        {
            throw new TimeoutException("Another process has been making the tables for half a minute.");
        }

        try
        {
            action(null);
        }
        finally
        {
            Run(connection, null, "SELECT RELEASE_LOCK(@name)", ("@name", name));
        }
    }
}
