namespace AIMetering.Reports.Text;

/// <summary>A column of a table: its heading, and to which side its cells lean.</summary>
internal sealed record TextColumn(string Heading, bool Right = false);

/// <summary>Rows of cells under headings, with remarks between the rows. Columns without any content are left out.</summary>
internal sealed class TextTable(params TextColumn[] columns)
{
    private readonly List<(string[]? Cells, string? Remark)> _rows = [];

    public IReadOnlyList<TextColumn> Columns => columns;

    public IReadOnlyList<(string[]? Cells, string? Remark)> Rows => _rows;

    /// <summary>Adds a row; fewer cells than columns leave the last ones empty.</summary>
    public void Row(params string[] cells) => _rows.Add(([.. cells, .. Enumerable.Repeat("", columns.Length - cells.Length)], null));

    /// <summary>Adds a remark about the row above.</summary>
    public void Remark(string text) => _rows.Add((null, text));
}
