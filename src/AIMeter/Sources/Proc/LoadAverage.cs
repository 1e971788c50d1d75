using System.Buffers.Text;

namespace AIMetering.Sources.Proc;

/// <summary>Reads <c>/proc/loadavg</c>: tasks running or waiting, averaged over one minute.</summary>
/// <remarks>The kernel makes a new value every 5 s.</remarks>
internal static class LoadAverage
{
    public static bool TryParse(ReadOnlySpan<byte> text, out double load)
    {
        ReadOnlySpan<byte> word = ProcText.TakeWord(ref text);
        return Utf8Parser.TryParse(word, out load, out int used) && used == word.Length && load >= 0;
    }
}
