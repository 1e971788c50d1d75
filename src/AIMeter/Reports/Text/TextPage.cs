using System.Text;

namespace AIMetering.Reports.Text;

/// <summary>A page being written: every line fits its width and holds only characters the reader can show.</summary>
internal sealed class TextPage(ReportTextOptions options)
{
    private readonly StringBuilder _text = new();

    public ReportTextOptions Options => options;

    public void Title(string title)
    {
        Line(Rule(options.Width, '═', '='));
        Paragraph(title, " ");
        Line(Rule(options.Width, '═', '='));
    }

    public void Heading(string heading)
    {
        Line("");
        Line($"{Rule(2, '─', '-')} {heading} {Rule(options.Width - heading.Length - 4, '─', '-')}");
    }

    /// <summary>Writes a wrapped text; lines after the first are indented by <paramref name="hanging"/> more columns.</summary>
    public void Paragraph(string text, string indent = "  ", int hanging = 0)
    {
        string clean = Glyphs.Clean(text, options.Ascii);
        string rest = indent + new string(' ', hanging);
        bool first = true;
        foreach (string line in TextWrap.Lines(clean, options.Width - rest.Length))
        {
            Line((first ? indent : rest) + line);
            first = false;
        }
    }

    public void Bullet(string text, string mark = "*") => Paragraph($"{mark} {text}", "  ", 2);

    public void Table(TextTable table)
    {
        foreach (string line in TextTableLayout.Lines(table, options.Width, options.Ascii))
        {
            Line(line);
        }
    }

    public override string ToString() => _text.ToString();

    private string Rule(int length, char fine, char plain) => new(options.Ascii ? plain : fine, length);

    private void Line(string line) => _text.Append(line).Append('\n');
}
