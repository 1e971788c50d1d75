using System.Data;

namespace AIMetering.Export;

/// <summary>What a column holds, whatever a dialect calls it.</summary>
internal enum ColumnType
{
    Identity,
    Integer,
    Long,
    Number,
    Flag,

    /// <summary>Words of ours, such as a method: short, ASCII.</summary>
    Label,

    /// <summary>An id that is looked up.</summary>
    Id,

    /// <summary>Words of anybody, of any length.</summary>
    Text,

    Instant,
}

/// <summary>A column of a table.</summary>
internal sealed record Column(string Name, ColumnType Type, bool IsRequired)
{
    public DbType DbType => Type switch
    {
        ColumnType.Identity or ColumnType.Long => DbType.Int64,
        ColumnType.Integer => DbType.Int32,
        ColumnType.Number => DbType.Double,
        ColumnType.Flag => DbType.Boolean,
        _ => DbType.String,
    };
}

/// <summary>A table: the one place that says its columns, from which it is both made and filled.</summary>
/// <param name="Name">The name without the prefix.</param>
/// <param name="Key">The primary key.</param>
/// <param name="Unique">A further unique column; null when there is none.</param>
/// <param name="Columns">The columns in order.</param>
internal sealed record Table(string Name, string Key, string? Unique, Column[] Columns)
{
    /// <summary>Gets whether the rows belong to a run and go with it.</summary>
    public bool IsOfRun => Columns[0] is { Name: "run_key", Type: ColumnType.Long };

    /// <summary>Gets the columns that an insert names: an identity comes from the database.</summary>
    public IEnumerable<Column> Given => Columns.Where(column => column.Type != ColumnType.Identity);
}
