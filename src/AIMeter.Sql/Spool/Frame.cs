using System.Buffers.Binary;
using System.Numerics;

namespace AIMetering.Export;

/// <summary>What a frame of the spool holds.</summary>
internal enum FrameKind
{
    /// <summary>The run and its series, as JSON: at the beginning of each segment, and whenever a series joins.</summary>
    Head = 1,

    /// <summary>Readings, as <see cref="SampleRecord"/>s.</summary>
    Samples = 2,

    /// <summary>The finished report without samples, as JSON.</summary>
    Report = 3,

    /// <summary>What became of phases and counts, as a <see cref="ProgressRecord"/> in JSON.</summary>
    Progress = 4,
}

/// <summary>A piece of a run on its way to the database.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Number">Its number in the run, from 1: what the database has taken is known by it.</param>
/// <param name="Payload">The content.</param>
internal sealed record Frame(FrameKind Kind, long Number, byte[] Payload)
{
    /// <summary>Magic, kind, number, length, checksum.</summary>
    public const int HeaderBytes = 4 + 4 + 8 + 4 + 4;

    private const uint Magic = 0x464D_4941; // "AIMF"

    /// <summary>Gets the bytes that every frame begins with.</summary>
    public static ReadOnlySpan<byte> Beginning => "AIMF"u8;

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[HeaderBytes + Payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), (int)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Payload.Length);
        Payload.CopyTo(bytes, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), Checksum(bytes.AsSpan(0, 20), Payload));
        return bytes;
    }

    /// <summary>The length of the payload that a header announces; negative when it is no header.</summary>
    public static int LengthIn(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic ? BinaryPrimitives.ReadInt32LittleEndian(header[16..]) : -1;

    /// <summary>The frame of a header and its payload; null when a byte of them is wrong.</summary>
    public static Frame? From(ReadOnlySpan<byte> header, byte[] payload) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) == Checksum(header[..20], payload)
            ? new((FrameKind)BinaryPrimitives.ReadInt32LittleEndian(header[4..]), BinaryPrimitives.ReadInt64LittleEndian(header[8..]), payload)
            : null;

    private static uint Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => Checksum(Checksum(uint.MaxValue, header), payload);

    private static uint Checksum(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte rest in bytes)
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return sum;
    }
}
