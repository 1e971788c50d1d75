using System.Buffers;
using System.Text;

namespace LlmPhases.Onnx;

/// <summary>As much of the protobuf encoding as a model needs: numbers, bytes and messages, each with the number of its field.</summary>
internal sealed class Protobuf
{
    // The wire types of https://protobuf.dev/programming-guides/encoding/
    private const int Varint = 0, Length = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public Protobuf Number(int field, long value)
    {
        Write((ulong)(field << 3 | Varint));
        Write((ulong)value);
        return this;
    }

    public Protobuf Bytes(int field, ReadOnlySpan<byte> value)
    {
        Write((ulong)(field << 3 | Length));
        Write((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public Protobuf Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public Protobuf Message(int field, Protobuf value) => Bytes(field, value.Written);

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}
