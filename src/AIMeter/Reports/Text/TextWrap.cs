using System.Buffers;
using System.Text;

namespace AIMetering.Reports.Text;

/// <summary>Breaks a text into lines at spaces; a word that is longer than a line is cut.</summary>
internal static class TextWrap
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("+/\\._-,;:=&");

    public static List<string> Lines(string text, int width)
    {
        List<string> lines = [];
        StringBuilder line = new();
        int used = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Cut(word, width)))
        {
            int length = TextWidth.Of(word);
            if (used > 0 && used + 1 + length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                used = 0;
            }

            line.Append(used > 0 ? " " : "").Append(word);
            used += length + (used > 0 ? 1 : 0);
        }

        if (used > 0 || lines.Count == 0)
        {
            lines.Add(line.ToString());
        }

        return lines;
    }

    // A long word, such as a path or a list of sources, is cut behind its last separator that fits, else anywhere.
    private static IEnumerable<string> Cut(string word, int width)
    {
        while (TextWidth.Of(word) > width)
        {
            int end = Fitting(word, width);
            int separator = word.AsSpan(0, end).LastIndexOfAny(Separators) + 1;
            int cut = separator > 0 ? separator : end;
            yield return word[..cut];
            word = word[cut..];
        }

        yield return word;
    }

    private static int Fitting(string word, int width)
    {
        int used = 0, end = 0;
        foreach (Rune rune in word.EnumerateRunes())
        {
            used += TextWidth.Of(rune);
            if (used > width && end > 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return end;
    }
}
