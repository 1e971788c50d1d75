using System.Globalization;
using System.Text;

namespace AIMetering.Reports.Text;

/// <summary>How many columns of a terminal a text takes: two for East Asian wide characters, none for combining marks.</summary>
internal static class TextWidth
{
    // The wide and full-width blocks of Unicode's EastAsianWidth.txt, joined to the few ranges that matter in names.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA4CF),
        (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F),
        (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    public static int Of(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    public static int Of(Rune rune) => rune.IsAscii ? 1
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;

    public static string PadLeft(string text, int width) => Blank(width - Of(text)) + text;

    public static string PadRight(string text, int width) => text + Blank(width - Of(text));

    private static string Blank(int count) => new(' ', Math.Max(0, count));
}
