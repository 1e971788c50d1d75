using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Export;

/// <summary>Reads the frames of a journal, passes over damaged ones, and tells how much of it was lost.</summary>
internal sealed class JournalReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly long _length;
    private byte[] _buffer = new byte[1 << 18];
    private int _start, _end;
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
        while (_position < _length)
        {
            long at = _position;
            int length = Fill(JournalFrame.HeaderBytes) ? BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start)) : 0;
            if (length is <= 0 or > JournalFrame.LongestPayload || !Fill(JournalFrame.HeaderBytes + length))
            {
                Lose(at, _length - at); // where a length is wrong, nothing after it can be found
                break;
            }

            uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start + 4));
            payload = _buffer.AsSpan(_start + JournalFrame.HeaderBytes, length);
            _start += JournalFrame.HeaderBytes + length;
            _position += JournalFrame.HeaderBytes + length;
            if (JournalFrame.Checksum(payload) == checksum)
            {
                return true;
            }

            Lose(at, _position - at);
        }

        payload = default;
        return false;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Reads on until so many bytes lie ahead in the buffer; false when the file ends before.</summary>
    private bool Fill(int bytes)
    {
        if (_end - _start >= bytes)
        {
            return true;
        }

        byte[] room = _buffer.Length < bytes ? new byte[bytes] : _buffer;
        _buffer.AsSpan(_start, _end - _start).CopyTo(room);
        (_buffer, _start, _end) = (room, 0, _end - _start);
        while (_end < bytes)
        {
            int read = RandomAccess.Read(_file, _buffer.AsSpan(_end), _position + _end);
            if (read == 0)
            {
                return false;
            }

            _end += read;
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
