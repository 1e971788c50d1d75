using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using AIMetering.Reports.Text;

namespace AIMetering.Reports.Html;

/// <summary>Writes elements. Text and attribute values are escaped here and nowhere else, so none can be forgotten.</summary>
internal sealed class HtmlPen(TextWriter writer)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly Stack<string> _open = [];

    /// <summary>A number so that it reads back to the same bits.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public void Open(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(tag, attributes);
        _open.Push(tag);
    }

    public void Close()
    {
        writer.Write("</");
        writer.Write(_open.Pop());
        writer.Write(">\n");
    }

    /// <summary>An element that holds nothing and is never closed by a tag of its own.</summary>
    public void Void(string tag, params ReadOnlySpan<(string Name, string Value)> attributes) => Tag(tag, attributes);

    public void Element(string tag, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(tag, attributes);
        Text(text);
        writer.Write("</");
        writer.Write(tag);
        writer.Write('>');
    }

    /// <summary>A figure for people with its exact value for programs.</summary>
    public void Figure(string text, double exact) => Element("data", text, ("value", Exact(exact)));

    // Control and bidirectional characters are replaced first: an entity would only carry them to the reader.
    public void Text(string text) => writer.Write(Encoder.Encode(Glyphs.Clean(text, ascii: false)));

    /// <summary>Writes what is markup or script already. Never for anything that a user named.</summary>
    public void Raw(string markup) => writer.Write(markup);

    private void Tag(string tag, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        writer.Write('<');
        writer.Write(tag);
        foreach ((string name, string value) in attributes)
        {
            writer.Write(' ');
            writer.Write(name);
            writer.Write("=\"");
            Text(value);
            writer.Write('"');
        }

        writer.Write('>');
    }
}
