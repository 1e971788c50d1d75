using System.Globalization;

namespace AIMetering.Export;

/// <summary>Appends frames to numbered files, so that those that were sent can be deleted while the run goes on.</summary>
internal sealed class SegmentWriter(string folder) : IDisposable
{
    private const int SegmentBytes = 4 << 20;

    private FileStream? _file;
    private int _segment;

    /// <summary>Gets whether the next frame begins a segment, and so must be a head.</summary>
    public bool IsAtBeginning => _file is null || _file.Length >= SegmentBytes;

    public static string PathOf(string folder, int segment) => Path.Combine(folder, segment.ToString("D8", CultureInfo.InvariantCulture) + ".spool");

    /// <summary>Hands a frame to the operating system whole, or throws and leaves no part of it.</summary>
    public void Append(Frame frame)
    {
        FileStream file = IsAtBeginning ? Next() : _file!;
        long length = file.Length;
        try
        {
            file.Write(frame.ToBytes());
        }
        catch
        {
            SpoolFolders.Try(() => file.SetLength(length));
            throw;
        }
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Next()
    {
        _file?.Dispose();
        Directory.CreateDirectory(folder);
        _file = new(PathOf(folder, ++_segment), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        return _file;
    }
}
