namespace AIMetering.Sources.Proc;

/// <summary>A kept file with a buffer of its own, which grows on the rare day that the file has outgrown it.</summary>
internal sealed class TextFile : IDisposable
{
    private const int Longest = 1 << 20;
    private readonly KeptFile _file;
    private readonly int _limit;
    private byte[] _buffer;

    private TextFile(KeptFile file, int limit) => (_file, _limit, _buffer) = (file, limit, new byte[Math.Min(limit, 4096)]);

    /// <summary>Opens a file and reads it once, to learn now whether it can be read and understood at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isUnderstood">Judges the first text.</param>
    /// <param name="limit">The bytes needed of it, where what follows is long and not needed.</param>
    /// <returns>Null when it is not there, the kernel refuses, or the text is not understood.</returns>
    public static TextFile? TryOpen(string path, Func<ReadOnlySpan<byte>, bool> isUnderstood, int limit = Longest)
    {
        KeptFile? kept = null;
        try
        {
            kept = new KeptFile(path);
            var file = new TextFile(kept, limit);
            if (isUnderstood(file.Read()))
            {
                return file;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Absence is an answer: the caller says which series it costs.
        }

        kept?.Dispose();
        return null;
    }

    /// <summary>Reads the file, up to its limit.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public ReadOnlySpan<byte> Read()
    {
        ReadOnlySpan<byte> text = _file.Read(_buffer);
        while (text.Length == _buffer.Length && _buffer.Length < _limit)
        {
            _buffer = new byte[Math.Min(_limit, _buffer.Length * 2)];
            text = _file.Read(_buffer);
        }

        return text;
    }

    public void Dispose() => _file.Dispose();
}
