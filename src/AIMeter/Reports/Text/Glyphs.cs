using System.Buffers;
using System.Globalization;
using System.Text;

namespace AIMetering.Reports.Text;

/// <summary>Makes any string fit for one line of a terminal: no control characters, and only ASCII when asked.</summary>
internal static class Glyphs
{
    private static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(' ', 95).Select(code => (char)code)]);

    /// <summary>Replaces what would break the layout or speak to the terminal (a name may hold an escape sequence).</summary>
    public static string Clean(string text, bool ascii)
    {
        if (!text.AsSpan().ContainsAnyExcept(Printable))
        {
            return text;
        }

        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(rune.IsAscii || !ascii ? Visible(rune) : Likeness(rune.Value));
        }

        return clean.ToString();
    }

    private static string Visible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control when rune.Value is '\n' or '\r' or '\t' => " ",
        UnicodeCategory.Control or UnicodeCategory.Surrogate => "?",
        // Bidirectional overrides and zero-width joiners can make a line read other than it is.
        UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => "?",
        _ => rune.ToString(),
    };

    private static string Likeness(int code) => code switch
    {
        '±' => "+/-",
        'µ' or 'μ' => "u",
        '°' => "deg ",
        '─' or '–' or '—' or '−' => "-",
        '·' => "|",
        '•' => "*",
        '…' => "...",
        '×' => "x",
        '≥' => ">=",
        '≤' => "<=",
        '²' => "2",
        '’' or '‘' => "'",
        '“' or '”' => "\"",
        '\u00a0' or '\u202f' or '\u2009' => " ",
        _ => "?",
    };
}
