using System.Data;
using System.Data.Common;

namespace AIMetering.Export;

/// <summary>What differs between the databases.</summary>
internal abstract class Dialect
{
    /// <summary>Gets which it is.</summary>
    public abstract SqlDialect Kind { get; }

    /// <summary>Gets the name that people use.</summary>
    public abstract string Name { get; }

    /// <summary>Gets how many seconds a command may take, or wait for a lock.</summary>
    public virtual int CommandTimeout => 15;


    /// <summary>Gets how many values a statement inserts at most: few round trips to a server, and far below the limits of all.</summary>
    public virtual int ParametersPerStatement => 4_000;

    /// <summary>Gets a query with @name and @schema that finds a table: one row, above zero when it is there.</summary>
    public abstract string TableExists { get; }

    public static Dialect Of(SqlDialect dialect) => dialect switch
    {
        SqlDialect.Sqlite => new SqliteDialect(),
        SqlDialect.PostgreSql => new PostgreSqlDialect(),
        SqlDialect.MySql => new MySqlDialect(),
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "The SQL dialect is one of Sqlite, PostgreSql and MySql."),
    };

    /// <summary>The dialect of a data source, told by its driver.</summary>
    /// <exception cref="ArgumentException">The driver is not known.</exception>
    public static Dialect Of(DbDataSource source)
    {
        using DbConnection connection = source.CreateConnection();
        string driver = connection.GetType().Namespace ?? "";
        return driver switch
        {
            "Npgsql" => Of(SqlDialect.PostgreSql),
            "MySqlConnector" or "MySql.Data.MySqlClient" => Of(SqlDialect.MySql),
            "Microsoft.Data.Sqlite" or "System.Data.SQLite" => Of(SqlDialect.Sqlite),
            _ => throw new ArgumentException(
                $"The data source makes connections of the driver '{driver}', which tells no dialect: name one, such as SqlDialect.PostgreSql.", nameof(source)),
        };
    }

    /// <summary>The type of a column.</summary>
    public abstract string TypeOf(ColumnType type);

    /// <summary>What follows the columns when a table is made.</summary>
    public virtual string TableOptions(Table table) => "";

    /// <summary>A name that may hold anything, quoted.</summary>
    public virtual string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>An instant as a parameter.</summary>
    public abstract object Instant(DateTimeOffset instant);

    /// <summary>The instant that a column holds, so many seconds later.</summary>
    public abstract string TimeAfter(string instant, string seconds);

    /// <summary>Makes a connection ready that was just opened.</summary>
    public virtual void Prepare(DbConnection connection)
    {
    }

    /// <summary>Makes the schema if there are such things and it is not there.</summary>
    public virtual void MakeSchema(SqlLink link, string schema)
    {
    }

    /// <summary>Gets how well transactions are kept apart; the database's own way where null.</summary>
    public virtual IsolationLevel? Isolation => null;

    /// <summary>Does something that no other process does at the same time.</summary>
    public abstract void Exclusively(DbConnection connection, string name, Action<DbTransaction?> action);

    /// <summary>Runs a statement.</summary>
    protected static object? Run(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Statement.Scalar(connection, transaction, sql, 60, parameters);
}
