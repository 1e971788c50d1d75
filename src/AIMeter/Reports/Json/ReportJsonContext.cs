using System.Text.Json;
using System.Text.Json.Serialization;
using AIMetering.Carbon;
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
        typeof(SnakeCase<DeviceKind>), typeof(SnakeCase<ChannelKind>), typeof(SnakeCase<CarbonSignal>), typeof(SnakeCase<CarbonGas>),
        typeof(SnakeCase<EmissionScope>), typeof(SnakeCase<GridBasis>), typeof(SnakeCase<IntensityKind>),
        typeof(SnakeCase<GridRegionKind>), typeof(SnakeCase<GridRegionSource>),
    ])]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(ReportHeader))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;

/// <summary>Enumerations by name, such as <c>below_resolution</c>: a number would change its meaning with the order of the members.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
