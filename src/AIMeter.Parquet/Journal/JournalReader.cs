using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Export;

/// <summary>Reads the frames of a journal, passes over damaged ones, and tells how much of it was lost.</summary>
internal sealed class JournalReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly long _length;
    private byte[] _buffer = new byte[1 << 16];
    private long _position, _lost, _firstLoss = -1;

    public JournalReader(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _length = RandomAccess.GetLength(_file);
    }

    /// <summary>Gets what could not be read, in words; null when all could.</summary>
    public string? Loss => _lost == 0 ? null : FormattableString.Invariant(
        $"{_lost} of {_length} bytes of the journal, first at byte {_firstLoss}: cut off or damaged");

    /// <summary>Reads the next whole frame.</summary>
    /// <param name="payload">Its kind and the rest; valid until the next call.</param>
    public bool TryNext(out ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[JournalFrame.HeaderBytes];
        while (_position < _length)
        {
            long at = _position;
            int length = Fill(header, at) ? BinaryPrimitives.ReadInt32LittleEndian(header) : 0;
            if (length is <= 0 or > JournalFrame.LongestPayload || !Fill(Room(length), at + JournalFrame.HeaderBytes))
            {
                Lose(at, _length - at); // where a length is wrong, nothing after it can be found
                break;
            }

            _position = at + JournalFrame.HeaderBytes + length;
            payload = _buffer.AsSpan(0, length);
            if (JournalFrame.Checksum(payload) == BinaryPrimitives.ReadUInt32LittleEndian(header[4..]))
            {
                return true;
            }

            Lose(at, _position - at);
        }

        payload = default;
        return false;
    }

    public void Dispose() => _file.Dispose();

    private Span<byte> Room(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new byte[length];
        }

        return _buffer.AsSpan(0, length);
    }

    private bool Fill(Span<byte> buffer, long at)
    {
        for (int read; buffer.Length > 0; buffer = buffer[read..], at += read)
        {
            read = RandomAccess.Read(_file, buffer, at);
            if (read == 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Lose(long at, long bytes)
    {
        _firstLoss = _firstLoss < 0 ? at : _firstLoss;
        _lost += bytes;
        _position = at + bytes;
    }
}
