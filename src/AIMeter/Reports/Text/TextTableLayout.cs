namespace AIMetering.Reports.Text;

/// <summary>Lays out a table: columns as wide as their content, the widest ones narrowed until the table fits.</summary>
internal sealed class TextTableLayout
{
    private const string Indent = "  ";
    private const string Gap = "  ";
    private const string RemarkIndent = "      ";
    private const int Narrowest = 4;
    private const int NarrowestWords = 10;

    private readonly TextTable _table;
    private readonly int _pageWidth;
    private readonly int[] _shown;
    private readonly int[] _widths;

    private TextTableLayout(TextTable table, int pageWidth, bool ascii)
    {
        _table = Cleaned(table, ascii);
        _pageWidth = pageWidth;
        _shown = [.. Enumerable.Range(0, table.Columns.Count).Where(HasContent)];
        _widths = [.. _shown.Select(NaturalWidth)];
        Narrow();
    }

    public static IEnumerable<string> Lines(TextTable table, int pageWidth, bool ascii) =>
        new TextTableLayout(table, pageWidth, ascii).Lines();

    private static TextTable Cleaned(TextTable table, bool ascii)
    {
        TextTable clean = new([.. table.Columns]);
        foreach ((string[]? cells, string? remark) in table.Rows)
        {
            if (cells is not null)
            {
                clean.Row([.. cells.Select(cell => Glyphs.Clean(cell, ascii))]);
            }
            else
            {
                clean.Remark(Glyphs.Clean(remark!, ascii));
            }
        }

        return clean;
    }

    private bool HasContent(int column) => _table.Rows.Any(row => row.Cells?[column].Length > 0);

    private int NaturalWidth(int column) => Math.Max(
        TextWidth.Of(_table.Columns[column].Heading),
        _table.Rows.Max(row => row.Cells is null ? 0 : TextWidth.Of(row.Cells[column])));

    // Words may be broken over lines long before numbers are.
    private void Narrow()
    {
        int room = _pageWidth - Indent.Length - (Gap.Length * (_widths.Length - 1));
        Narrow(room, NarrowestWords, column => !column.Right);
        Narrow(room, Narrowest, _ => true);
    }

    private void Narrow(int room, int narrowest, Func<TextColumn, bool> may)
    {
        int[] candidates = [.. Enumerable.Range(0, _widths.Length).Where(i => may(_table.Columns[_shown[i]]))];
        while (_widths.Sum() > room && candidates.Length > 0)
        {
            int widest = candidates.MaxBy(i => _widths[i]);
            if (_widths[widest] <= narrowest)
            {
                return;
            }

            _widths[widest]--;
        }
    }

    private IEnumerable<string> Lines()
    {
        string[] headings = [.. _table.Columns.Select(column => column.Heading)];
        IEnumerable<string> head = headings.All(heading => heading.Length == 0) ? [] : RowLines(headings);
        return head.Concat(_table.Rows.SelectMany(row => row.Cells is { } cells ? RowLines(cells) : RemarkLines(row.Remark!)));
    }

    private IEnumerable<string> RemarkLines(string remark) =>
        TextWrap.Lines(remark, _pageWidth - RemarkIndent.Length).Select(line => RemarkIndent + line);

    private IEnumerable<string> RowLines(string[] cells)
    {
        List<string>[] wrapped = [.. _shown.Select((column, i) => CellLines(cells[column], _widths[i]))];
        for (int line = 0; line < wrapped.Max(cell => cell.Count); line++)
        {
            yield return (Indent + string.Join(Gap, wrapped.Select((cell, i) => Aligned(cell.ElementAtOrDefault(line) ?? "", i)))).TrimEnd();
        }
    }

    // Leading blanks show the depth of a phase, so wrapping keeps them.
    private static List<string> CellLines(string cell, int width)
    {
        string depth = new(' ', Math.Min(cell.Length - cell.TrimStart().Length, width / 2));
        return TextWidth.Of(cell) <= width ? [cell] : [.. TextWrap.Lines(cell, width - depth.Length).Select(line => depth + line)];
    }

    private string Aligned(string cell, int index) =>
        _table.Columns[_shown[index]].Right ? TextWidth.PadLeft(cell, _widths[index]) : TextWidth.PadRight(cell, _widths[index]);
}
