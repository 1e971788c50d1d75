using System.Data.Common;
using System.Globalization;
using System.Text;

namespace AIMetering.Export;

/// <summary>Inserts rows of one table, many with a statement.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly SqlLink _link;
    private readonly Column[] _columns;
    private readonly string _into;
    private readonly int _rows;
    private readonly object[] _values;
    private DbCommand? _full;
    private int _count;

    public RowWriter(SqlLink link, Table table)
    {
        _link = link;
        _columns = [.. table.Given];
        _into = $"INSERT INTO {link.Place.Of(table)} ({string.Join(", ", _columns.Select(column => column.Name))}) VALUES ";
        _rows = Math.Max(1, link.Place.Dialect.ParametersPerStatement / _columns.Length);
        _values = new object[_rows * _columns.Length];
    }

    /// <summary>Adds a row: a value for each column.</summary>
    public void Add(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _columns.Length)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{values.Length} values for {_columns.Length} columns: {_into}"));
        }

        int start = _count++ * _columns.Length;
        for (int column = 0; column < values.Length; column++)
        {
            _values[start + column] = Statement.Value(values[column]);
        }

        if (_count == _rows)
        {
            Execute(_full ??= Command(_rows));
        }
    }

    /// <summary>Inserts the rows that are left.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            using DbCommand command = Command(_count);
            Execute(command);
        }
    }

    public void Dispose() => _full?.Dispose();

    private void Execute(DbCommand command)
    {
        for (int index = 0; index < command.Parameters.Count; index++)
        {
            command.Parameters[index].Value = _values[index];
        }

        command.ExecuteNonQuery();
        _count = 0;
    }

    private DbCommand Command(int rows)
    {
        DbCommand command = _link.Command(Text(rows));
        for (int index = 0; index < rows * _columns.Length; index++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = Name(index);
            if (_columns[index % _columns.Length].Type != ColumnType.Instant) // which each dialect hands over in its own type
            {
                parameter.DbType = _columns[index % _columns.Length].DbType;
            }

            command.Parameters.Add(parameter);
        }

        return command;
    }

    private string Text(int rows)
    {
        StringBuilder text = new(_into);
        for (int index = 0; index < rows * _columns.Length; index++)
        {
            text.Append(index % _columns.Length > 0 ? ", " : index > 0 ? "), (" : "(").Append(Name(index));
        }

        return text.Append(')').ToString();
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"@p{index}");
}
