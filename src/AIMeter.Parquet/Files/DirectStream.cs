using Microsoft.Win32.SafeHandles;

namespace AIMetering.Export;

/// <summary>A file whose asynchronous members complete before they return.</summary>
/// <remarks>
/// Parquet.Net is asynchronous throughout and awaits without <c>ConfigureAwait(false)</c>. Over this stream nothing is ever left to
/// await, so waiting for it needs neither the thread pool nor the caller's context, and cannot hang when either is busy.
/// </remarks>
internal sealed class DirectStream : Stream
{
    private readonly SafeFileHandle _file;
    private long _position;

    private DirectStream(SafeFileHandle file, bool canWrite) => (_file, CanWrite) = (file, canWrite);

    public override bool CanRead => !CanWrite;

    public override bool CanSeek => true;

    public override bool CanWrite { get; }

    public override long Length => RandomAccess.GetLength(_file);

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public static DirectStream Create(string path) => new(File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read), canWrite: true);

    public static DirectStream OpenRead(string path) => new(File.OpenHandle(path), canWrite: false);

    public void FlushToDisk() => RandomAccess.FlushToDisk(_file);

    public override int Read(Span<byte> buffer)
    {
        int read = RandomAccess.Read(_file, buffer, _position);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        RandomAccess.Write(_file, buffer, _position);
        _position += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => _position = offset + origin switch
    {
        SeekOrigin.Current => _position,
        SeekOrigin.End => Length,
        _ => 0,
    };

    public override void SetLength(long value) => RandomAccess.SetLength(_file, value);

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
