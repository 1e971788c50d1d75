using System.Text.Json;
using System.Text.Json.Serialization;
using AIMetering.Readings;

namespace AIMetering.Reports.Json;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(NumberConverter), typeof(SamplesConverter), typeof(SnakeCase<MeasurementMethod>), typeof(SnakeCase<EnergyCaveats>),
        typeof(SnakeCase<DeviceKind>), typeof(SnakeCase<ChannelKind>),
    ])]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(ReportHeader))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;

/// <summary>Enumerations by name, such as <c>below_resolution</c>: a number would change its meaning with the order of the members.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
