using System.Buffers.Text;

namespace AIMetering.Benchmarks.Bare;

/// <summary>Finds numbers in text as one does by hand.</summary>
internal static class Words
{
    public static bool TryLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        int end = text.IndexOf((byte)'\n');
        line = end < 0 ? default : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return end >= 0;
    }

    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> text)
    {
        int begin = 0;
        while (begin < text.Length && text[begin] <= ' ')
        {
            begin++;
        }

        int end = begin;
        while (end < text.Length && text[end] > ' ')
        {
            end++;
        }

        ReadOnlySpan<byte> word = text[begin..end];
        text = text[end..];
        return word;
    }

    public static void Skip(ref ReadOnlySpan<byte> text, int words)
    {
        for (int word = 0; word < words; word++)
        {
            Take(ref text);
        }
    }

    public static double Number(ref ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> word = Take(ref text);
        return Utf8Parser.TryParse(word, out ulong whole, out int used) && used == word.Length ? whole
            : Utf8Parser.TryParse(word, out double number, out _) ? number : double.NaN;
    }

    public static double After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        text = text[(text.IndexOf(key) + key.Length)..];
        return Number(ref text);
    }

    public static bool IsAny(ReadOnlySpan<byte> word, byte[][] names)
    {
        foreach (byte[] name in names)
        {
            if (word.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
