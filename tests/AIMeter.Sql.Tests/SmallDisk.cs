using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AIMetering.Sql.Tests;

/// <summary>A SQLite file that may not grow while the disk is full; SQLite itself then says so.</summary>
internal sealed class SmallDisk(string path) : DbDataSource
{
    public bool IsFull { get; set; } = true;

    public override string ConnectionString { get; } = $"Data Source={path};Pooling=false;Default Timeout=2";

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        DbConnection connection = base.OpenDbConnection();
        using DbCommand limit = connection.CreateCommand();
        limit.CommandText = IsFull ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1073741823"; // never below what is there
        limit.ExecuteScalar();
        return connection;
    }
}
