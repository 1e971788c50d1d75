using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AIMetering.Export;

/// <summary>A frame of readings being filled: channel and time as differences in a few bytes, the value exact; about 11 bytes each.</summary>
internal sealed class ReadingFrame
{
    private const int Start = JournalFrame.HeaderBytes + 1;
    private const int LongestVarint = 10;
    private const int LongestReading = (2 * LongestVarint) + sizeof(double);

    private readonly byte[] _bytes = new byte[64 * 1024];
    private int _length = Start;
    private long _ticks, _channel;

    public bool IsEmpty => _length == Start;

    public bool IsFull => _length + LongestReading > _bytes.Length;

    /// <summary>Gets the frame, its first bytes to be filled in.</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Add(int channel, long ticks, double value)
    {
        Write(channel - _channel);
        Write(ticks - _ticks);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(double);
        (_channel, _ticks) = (channel, ticks);
    }

    public void Clear()
    {
        _bytes[JournalFrame.HeaderBytes] = JournalFrame.Readings;
        (_length, _ticks, _channel) = (Start, 0, 0);
    }

    /// <summary>Hands each reading of a payload on; ends where it makes no sense, which a right checksum rules out.</summary>
    public static void Read(ReadOnlySpan<byte> payload, ReadingTables tables)
    {
        long ticks = 0, channel = 0;
        for (int at = 1; at < payload.Length;)
        {
            channel += Read(payload, ref at);
            ticks += Read(payload, ref at);
            if (at + sizeof(double) > payload.Length)
            {
                return;
            }

            tables.Add(channel, ticks, BinaryPrimitives.ReadDoubleLittleEndian(payload[at..]));
            at += sizeof(double);
        }
    }

    // Small numbers of either sign in few bytes: zigzag, then seven bits a byte.
    private void Write(long number)
    {
        ulong rest = (ulong)(number << 1) ^ (ulong)(number >> 63);
        for (; rest >= 0x80; rest >>= 7)
        {
            _bytes[_length++] = (byte)(rest | 0x80);
        }

        _bytes[_length++] = (byte)rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Read(ReadOnlySpan<byte> payload, ref int at)
    {
        byte first = at < payload.Length ? payload[at] : (byte)0x80;
        if (first < 0x80)
        {
            at++;
            return (first >> 1) ^ -(first & 1);
        }

        return ReadLong(payload, ref at);
    }

    private static long ReadLong(ReadOnlySpan<byte> payload, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; at < payload.Length && shift < 64; shift += 7)
        {
            byte next = payload[at++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return (long)(number >> 1) ^ -(long)(number & 1);
    }
}
