using System.Buffers.Binary;
using System.Numerics;

namespace AIMetering.Export;

/// <summary>One record of a journal: <c>[u32 length][u32 CRC-32C][kind][rest]</c>, little-endian; kind and rest are its payload.</summary>
internal static class JournalFrame
{
    public const int HeaderBytes = 8;
    public const int LongestPayload = 16 << 20;

    public const byte Header = (byte)'H';
    public const byte NewChannel = (byte)'C';
    public const byte Readings = (byte)'R';
    public const byte Progress = (byte)'P';

    /// <summary>Fills in length and checksum in front of a payload.</summary>
    public static void Seal(Span<byte> frame)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(frame[HeaderBytes..]));
    }

    /// <summary>CRC-32C (Castagnoli), which processors compute themselves.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte rest in bytes)
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
