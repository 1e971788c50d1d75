using Microsoft.Win32.SafeHandles;

namespace AIMetering.Export;

/// <summary>Reads the frames of a run in their order, from the segments that are there.</summary>
internal sealed class SegmentReader(string folder) : IDisposable
{
    private readonly byte[] _header = new byte[Frame.HeaderBytes];
    private SafeFileHandle? _file;
    private long _offset, _number;

    /// <summary>Gets what was passed over so far because it could not be read.</summary>
    public SpoolDamage Damage { get; private set; }

    /// <summary>Gets the segment that is being read; 0 before the first.</summary>
    public int Segment { get; private set; }

    /// <summary>Reads the next frame; null at the end of what is there. What is torn or damaged is passed over and counted.</summary>
    public Frame? Next()
    {
        while (true)
        {
            if (_file is not null && (Read(_offset) ?? ReadBehindDamage()) is { } frame)
            {
                _number = frame.Number;
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

    private Frame? Read(long at)
    {
        if (RandomAccess.Read(_file!, _header, at) < _header.Length)
        {
            return null;
        }

        int length = Frame.LengthIn(_header);
        if (length < 0 || at + _header.Length + length > RandomAccess.GetLength(_file!))
        {
            return null;
        }

        byte[] payload = new byte[length];
        int read = RandomAccess.Read(_file!, payload, at + _header.Length);
        if (read < length || Frame.From(_header, payload) is not { } frame)
        {
            return null;
        }

        _offset = at + _header.Length + length;
        return frame;
    }

    // A frame says where the next one is; behind one that is damaged the next is found by the word it begins with and its checksum.
    private Frame? ReadBehindDamage()
    {
        long from = _offset;
        byte[] rest = new byte[RandomAccess.GetLength(_file!) - from];
        int length = RandomAccess.Read(_file!, rest, from);
        for (int at = 1; at < length; at++)
        {
            int next = rest.AsSpan(at, length - at).IndexOf(Frame.Beginning);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (Read(from + at) is { } frame)
            {
                Damage += SpoolDamage.Of(at, _number == 0 ? 1 : frame.Number - _number - 1);
                return frame;
            }
        }

        Damage += SpoolDamage.Of(length, 1);
        _offset = from + length;
        return null;
    }
}
