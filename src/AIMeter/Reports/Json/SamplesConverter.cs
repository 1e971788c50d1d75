using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIMetering.Reports.Json;

/// <summary>Samples on one line, whatever their count: an indented file would give each a line of its own.</summary>
internal sealed class SamplesConverter : JsonConverter<ReadOnlyMemory<double>>
{
    private const int LongestNumber = 32;

    public override ReadOnlyMemory<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A list of numbers was expected.");
        }

        ArrayBufferWriter<double> samples = new(64);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            samples.GetSpan(1)[0] = NumberConverter.Read(ref reader);
            samples.Advance(1);
        }

        return samples.WrittenSpan.ToArray();
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<double> value, JsonSerializerOptions options)
    {
        ArrayBufferWriter<byte> text = new(16 + (value.Length * 12));
        text.Write("["u8);
        bool first = true;
        foreach (double sample in value.Span)
        {
            text.Write(first ? ""u8 : ","u8);
            Append(text, sample);
            first = false;
        }

        text.Write("]"u8);
        writer.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
    }

    private static void Append(ArrayBufferWriter<byte> text, double sample)
    {
        if (double.IsFinite(sample))
        {
            sample.TryFormat(text.GetSpan(LongestNumber), out int written, default, CultureInfo.InvariantCulture);
            text.Advance(written);
        }
        else
        {
            text.Write(double.IsNaN(sample) ? "null"u8 : sample > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
        }
    }
}
