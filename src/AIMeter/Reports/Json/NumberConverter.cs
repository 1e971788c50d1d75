using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIMetering.Reports.Json;

/// <summary>A number, with what JSON cannot say: not a number is null, infinity is the text "Infinity" or "-Infinity".</summary>
internal sealed class NumberConverter : JsonConverter<double>
{
    public const string Infinity = "Infinity";
    public const string NegativeInfinity = "-Infinity";

    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsNaN(value))
        {
            writer.WriteNullValue();
        }
        else if (double.IsInfinity(value))
        {
            writer.WriteStringValue(value > 0 ? Infinity : NegativeInfinity);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    public static double Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.Null => double.NaN,
        JsonTokenType.String when reader.ValueTextEquals(Infinity) => double.PositiveInfinity,
        JsonTokenType.String when reader.ValueTextEquals(NegativeInfinity) => double.NegativeInfinity,
        _ => throw new JsonException("A number, null, \"Infinity\" or \"-Infinity\" was expected."),
    };
}
