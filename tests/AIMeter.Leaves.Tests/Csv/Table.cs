using CsvHelper;
using Xunit;

namespace AIMetering.Leaves.Tests.Csv;

/// <summary>A CSV text as both parsers read it: CsvHelper's, and ours by the letter of RFC 4180.</summary>
internal sealed class Table
{
    private readonly List<List<string>> _rows;

    private Table(List<List<string>> rows) => _rows = rows;

    public IReadOnlyList<string> Header => _rows[0];

    public IEnumerable<IReadOnlyList<string>> Rows => _rows.Skip(1);

    public int Count => _rows.Count - 1;

    public static Table Read(string text)
    {
        List<List<string>> rows = Rfc4180.Parse(text);
        Assert.Equal(ByCsvHelper(text), rows);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        Assert.Equal(rows[0].Count, rows[0].Distinct(StringComparer.Ordinal).Count());
        return new(rows);
    }

    public string Cell(IReadOnlyList<string> row, string column) => row[_rows[0].IndexOf(column)];

    public IReadOnlyList<string> Row(string column, string value) => Rows.First(row => Cell(row, column) == value);

    public IEnumerable<string> Column(string column) => Rows.Select(row => Cell(row, column));

    private static List<List<string>> ByCsvHelper(string text)
    {
        using CsvReader reader = CsvReader.FromText(text, new() { HasHeader = false, Separator = ',' });
        List<List<string>> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }
}
