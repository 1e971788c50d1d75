using Microsoft.Win32.SafeHandles;

namespace AIMetering.Export;

/// <summary>Reads the frames of a run in their order, from the segments that are there.</summary>
internal sealed class SegmentReader(string folder) : IDisposable
{
    private readonly byte[] _header = new byte[Frame.HeaderBytes];
    private SafeFileHandle? _file;
    private long _offset;

    /// <summary>Gets the segment that is being read; 0 before the first.</summary>
    public int Segment { get; private set; }

    /// <summary>Reads the next frame; null at the end of what is there. A torn or damaged end of a segment is passed over.</summary>
    public Frame? Next()
    {
        while (true)
        {
            if (_file is not null && Read() is { } frame)
            {
                return frame;
            }

            if (!Advance())
            {
                return null;
            }
        }
    }

    /// <summary>Deletes the segments before the one that is being read: all their frames were sent.</summary>
    public void DeleteRead()
    {
        foreach (int segment in Segments().Where(segment => segment < Segment))
        {
            SpoolFolders.Try(() => File.Delete(SegmentWriter.PathOf(folder, segment)));
        }
    }

    public void Dispose() => _file?.Dispose();

    private IEnumerable<int> Segments() => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.spool")
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), out int segment) ? segment : 0)
            .Where(segment => segment > 0).Order()
        : [];

    private bool Advance()
    {
        int next = Segments().FirstOrDefault(segment => segment > Segment);
        if (next == 0)
        {
            return false;
        }

        _file?.Dispose();
        _file = File.OpenHandle(SegmentWriter.PathOf(folder, next), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (Segment, _offset) = (next, 0);
        return true;
    }

    private Frame? Read()
    {
        if (RandomAccess.Read(_file!, _header, _offset) < _header.Length)
        {
            return null;
        }

        int length = Frame.LengthIn(_header);
        if (length < 0 || _offset + _header.Length + length > RandomAccess.GetLength(_file!))
        {
            return null;
        }

        byte[] payload = new byte[length];
        int read = RandomAccess.Read(_file!, payload, _offset + _header.Length);
        if (read < length || Frame.From(_header, payload) is not { } frame)
        {
            return null;
        }

        _offset += _header.Length + length;
        return frame;
    }
}
