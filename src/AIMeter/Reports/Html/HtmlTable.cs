using System.Globalization;

namespace AIMetering.Reports.Html;

/// <summary>A cell: a text, the exact number behind it, a remark beneath it, how deep it is indented, whether it is a command.</summary>
internal readonly record struct HtmlCell(string Text, double? Exact = null, string? Note = null, int Depth = 0, bool IsCode = false)
{
    public static implicit operator HtmlCell(string text) => new(text);
}

/// <summary>A heading and whether its cells are numbers, which lean right.</summary>
internal readonly record struct HtmlColumn(string Heading, bool IsNumber = false)
{
    public static implicit operator HtmlColumn(string heading) => new(heading);
}

/// <summary>
/// A table that a screen reader can walk: caption, scoped headings, its own scroll area on narrow screens. It is written when
/// disposed; columns without any content are left out.
/// </summary>
internal sealed class HtmlTable(HtmlPen pen, string caption, params HtmlColumn[] columns) : IDisposable
{
    private const int DeepestIndent = 4;
    private const int LongText = 40;       // gets room on a narrow screen, or it would stand a word a line

    private readonly List<(HtmlCell[]? Cells, string? Remark)> _rows = [];

    public void Row(params ReadOnlySpan<HtmlCell> cells) => _rows.Add((cells.ToArray(), null));

    /// <summary>A row that speaks of the one above it.</summary>
    public void Remark(string text) => _rows.Add((null, text));

    public void Dispose()
    {
        int[] shown = [.. Enumerable.Range(0, columns.Length).Where(HasContent)];
        pen.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption));
        pen.Open("table");
        pen.Element("caption", caption);
        Head(shown);
        pen.Open("tbody");
        foreach ((HtmlCell[]? cells, string? remark) in _rows)
        {
            pen.Open("tr", ("class", remark is null ? "row" : "remark"));
            Row(shown, cells, remark);
            pen.Close();
        }

        pen.Close();
        pen.Close();
        pen.Close();
    }

    private bool HasContent(int column) => column == 0 || _rows.Any(row => row.Cells is { } cells && (cells[column].Text.Length > 0 || cells[column].Note is not null));

    private void Head(int[] shown)
    {
        pen.Open("thead");
        pen.Open("tr");
        foreach (int column in shown)
        {
            pen.Element("th", columns[column].Heading, ("scope", "col"), ("class", Look(column)));
        }

        pen.Close();
        pen.Close();
    }

    private void Row(int[] shown, HtmlCell[]? cells, string? remark)
    {
        if (cells is null)
        {
            pen.Element("td", remark!, ("colspan", shown.Length.ToString(CultureInfo.InvariantCulture)));
            return;
        }

        foreach (int column in shown)
        {
            Cell(column, cells[column]);
        }
    }

    private void Cell(int column, HtmlCell cell)
    {
        string look = Look(column) + (cell.Text.Length > LongText ? " long" : "") + (cell.Depth > 0 ? $" depth-{Math.Min(cell.Depth, DeepestIndent)}" : "");
        if (column == 0)
        {
            pen.Open("th", ("scope", "row"), ("class", look));
        }
        else
        {
            pen.Open("td", ("class", look));
        }

        Content(cell);
        pen.Close();
    }

    private void Content(HtmlCell cell)
    {
        if (cell.Exact is { } exact)
        {
            pen.Figure(cell.Text, exact);
        }
        else if (cell.IsCode && cell.Text.Length > 0)
        {
            pen.Element("code", cell.Text);
        }
        else
        {
            pen.Text(cell.Text);
        }

        if (cell.Note is { Length: > 0 } note)
        {
            pen.Element("small", note);
        }
    }

    private string Look(int column) => columns[column].IsNumber ? "number" : "words";
}
