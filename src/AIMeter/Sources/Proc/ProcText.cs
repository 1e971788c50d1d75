using System.Buffers.Text;

namespace AIMetering.Sources.Proc;

/// <summary>Walks the text of procfs and cgroup files without allocating: lines, words and whole numbers.</summary>
internal static class ProcText
{
    /// <summary>Takes the next line, without its end, off the text.</summary>
    public static bool TryTakeLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        if (text.IsEmpty)
        {
            line = default;
            return false;
        }

        int end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    /// <summary>Takes the next word off the line; empty when there is none.</summary>
    public static ReadOnlySpan<byte> TakeWord(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        line = line[word.Length..];
        return word;
    }

    /// <summary>Takes the next word off the line if all of it is a whole number.</summary>
    public static bool TryTakeNumber(ref ReadOnlySpan<byte> line, out ulong value)
    {
        ReadOnlySpan<byte> word = TakeWord(ref line);
        return Utf8Parser.TryParse(word, out value, out int used) && used == word.Length;
    }

    /// <summary>Takes words off the line without looking at them.</summary>
    public static void Skip(ref ReadOnlySpan<byte> line, int words)
    {
        for (int i = 0; i < words; i++)
        {
            TakeWord(ref line);
        }
    }

    /// <summary>Finds the line whose first word is the key (with its colon, if it has one) and takes the number after it.</summary>
    public static bool TryFindNumber(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out ulong value)
    {
        while (TryTakeLine(ref text, out ReadOnlySpan<byte> line))
        {
            if (TakeWord(ref line).SequenceEqual(key))
            {
                return TryTakeNumber(ref line, out value);
            }
        }

        value = 0;
        return false;
    }
}
