using System.Data.Common;

namespace AIMetering.Export;

/// <summary>An open connection, and the transaction that its statements belong to.</summary>
internal sealed class SqlLink(SqlPlace place, DbConnection connection) : IDisposable
{
    public SqlPlace Place => place;

    public DbConnection Connection => connection;

    public DbTransaction? Transaction { get; private set; }

    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Statement.Of(connection, Transaction, sql, place.Dialect.CommandTimeout, parameters);

    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using DbCommand command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Statement.Scalar(connection, Transaction, sql, place.Dialect.CommandTimeout, parameters);

    public IEnumerable<DbDataReader> Rows(string sql, (string Name, object? Value) parameter)
    {
        using DbCommand command = Command(sql, parameter);
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader;
        }
    }

    /// <summary>Does all or nothing.</summary>
    public void InTransaction(Action action)
    {
        using DbTransaction transaction = place.Dialect.Isolation is { } isolation
            ? connection.BeginTransaction(isolation)
            : connection.BeginTransaction();
        Transaction = transaction;
        try
        {
            action();
            transaction.Commit();
        }
        finally
        {
            Transaction = null;
        }
    }

    /// <summary>Statements of the schema join the transaction of the one who makes it.</summary>
    public void Within(DbTransaction? transaction, Action action)
    {
        Transaction = transaction;
        try
        {
            action();
        }
        finally
        {
            Transaction = null;
        }
    }

    public void Dispose() => connection.Dispose();
}
