using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>One embedded comma-separated table, read once.</summary>
internal sealed class Table
{
    private readonly Dictionary<string, int> _columns;

    private Table(string[] header, IReadOnlyList<TableRow> rows)
    {
        _columns = header.Select((name, index) => (name, index)).ToDictionary(c => c.name, c => c.index);
        Rows = rows;
        foreach (TableRow row in rows)
        {
            row.Table = this;
        }
    }

    public IReadOnlyList<TableRow> Rows { get; }

    public int Column(string name) => _columns[name];

    public static Table Read(string resource)
    {
        using Stream stream = typeof(Table).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The table '{resource}' is not embedded in this build of AIMeter.");
        using var reader = new StreamReader(stream);
        string[] header = Split(reader.ReadLine() ?? "");
        var rows = new List<TableRow>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            rows.Add(new TableRow(Split(line)));
        }

        return new Table(header, rows);
    }

    /// <summary>Splits one line by RFC 4180; our tables hold no line breaks inside fields.</summary>
    internal static string[] Split(string line)
    {
        var fields = new List<string>();
        int start = 0;
        bool quoted = false;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == line.Length || (line[i] == ',' && !quoted))
            {
                fields.Add(Unquote(line[start..i]));
                start = i + 1;
            }
        }

        return [.. fields];
    }

    private static string Unquote(string field) =>
        field is ['"', .., '"'] ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field;
}

/// <summary>One row of a table; an empty cell is null.</summary>
internal sealed class TableRow(string[] fields)
{
    internal Table Table { get; set; } = null!;

    public string? Text(string column) => fields[Table.Column(column)] is { Length: > 0 } text ? text : null;

    public string Required(string column) => fields[Table.Column(column)];

    public double? Number(string column) =>
        Text(column) is { } text ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    public int? Whole(string column) => (int?)Number(column);
}
