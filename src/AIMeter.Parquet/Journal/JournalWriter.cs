using Microsoft.Win32.SafeHandles;

namespace AIMetering.Export;

/// <summary>Appends frames to a journal. What was appended outlives the process; after <see cref="FlushToDisk"/> the machine, too.</summary>
internal sealed class JournalWriter(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);

    public long Length { get; private set; }

    /// <summary>Writes a frame in one piece.</summary>
    /// <param name="frame">Eight bytes to fill in, then the payload.</param>
    /// <exception cref="IOException">It does not fit on the disk; the journal ends with the frame before it.</exception>
    public void Append(Span<byte> frame)
    {
        JournalFrame.Seal(frame);
        try
        {
            RandomAccess.Write(_file, frame, Length);
            Length += frame.Length;
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, Length);
            throw;
        }
    }

    public void Append(byte kind, ReadOnlySpan<byte> content)
    {
        byte[] frame = new byte[JournalFrame.HeaderBytes + 1 + content.Length];
        frame[JournalFrame.HeaderBytes] = kind;
        content.CopyTo(frame.AsSpan(JournalFrame.HeaderBytes + 1));
        Append(frame);
    }

    public void FlushToDisk() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();
}
