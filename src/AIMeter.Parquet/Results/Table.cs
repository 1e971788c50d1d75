using Parquet;
using Parquet.Schema;

namespace AIMetering.Export;

/// <summary>A small table: its columns, each told from a row, and the unit of each.</summary>
internal sealed class Table<T>
{
    private readonly List<DataField> _fields = [];
    private readonly List<Action<ParquetRowGroupWriter, T[]>> _writers = [];

    public Table<T> Text(string name, Func<T, string?> value)
    {
        DataField field = Add(name, typeof(string));
        _writers.Add((group, rows) => group.WriteAsync(field, rows.Select(row => value(row)!).ToArray()).End());
        return this;
    }

    /// <summary>A number; not a number is a missing one. Its unit is the end of its name.</summary>
    public Table<T> Number(string name, Func<T, double?> value)
    {
        DataField field = Add(name, typeof(double));
        _writers.Add((group, rows) => group.WriteAsync<double>(field, rows.Select(row => Known(value(row))).ToArray()).End());
        return this;
    }

    public Table<T> Whole(string name, Func<T, long?> value) => Value(name, value);

    public Table<T> Flag(string name, Func<T, bool?> value) => Value(name, value);

    public Table<T> Instant(string name, Func<T, DateTimeOffset?> value)
    {
        DateTimeDataField field = new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: true);
        _fields.Add(field);
        _writers.Add((group, rows) => group.WriteAsync<DateTime>(field, rows.Select(row => value(row)?.UtcDateTime).ToArray()).End());
        return this;
    }

    /// <summary>Energy, limits and where they are from; an unknown energy leaves the numbers null and says why under remarks.</summary>
    public Table<T> Energy(Func<T, EnergyResultOrNone> energy) => this
        .Number("energy_joules", row => energy(row).Result?.Energy?.Joules)
        .Number("low_joules", row => energy(row).Result?.Low?.Joules)
        .Number("high_joules", row => energy(row).Result?.High?.Joules)
        .Text("method", row => energy(row).Result?.Method is { } method ? Words.Of(method) : null)
        .Text("source", row => energy(row).Result?.Source)
        .Text("caveats", row => energy(row).Caveats)
        .Text("remarks", row => energy(row).Remarks);

    /// <summary>Writes the table; one without rows is left out.</summary>
    public void Save(string path, IEnumerable<T> rows, Dictionary<string, string> metadata)
    {
        T[] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        using ParquetFile file = new(path, new ParquetSchema(_fields), metadata);
        file.Write(group => _writers.ForEach(write => write(group, all)));
        file.Complete();
    }

    private static double? Known(double? value) => value is { } number && double.IsNaN(number) ? null : value;

    private Table<T> Value<TValue>(string name, Func<T, TValue?> value)
        where TValue : struct
    {
        DataField field = Add(name, typeof(TValue));
        _writers.Add((group, rows) => group.WriteAsync<TValue>(field, rows.Select(value).ToArray()).End());
        return this;
    }

    private DataField Add(string name, Type type)
    {
        DataField field = new(name, type, isNullable: true);
        _fields.Add(field);
        return field;
    }
}
