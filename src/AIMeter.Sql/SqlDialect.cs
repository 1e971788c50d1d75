namespace AIMetering.Export;

/// <summary>The kinds of database that are spoken to.</summary>
public enum SqlDialect
{
    /// <summary>SQLite 3: a file, no server.</summary>
    Sqlite,

    /// <summary>PostgreSQL 12 or newer, through Npgsql.</summary>
    PostgreSql,

    /// <summary>MariaDB 10.6 or MySQL 8.0, or newer, through MySqlConnector.</summary>
    MySql,
}
