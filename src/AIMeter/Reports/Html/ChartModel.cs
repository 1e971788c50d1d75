using System.Text.Json.Serialization;

namespace AIMetering.Reports.Html;

/// <summary>What the scripts of the page need to know beside the samples.</summary>
internal sealed record ChartModel(double Duration, ChartPhase[] Phases, ChartDevice[] Devices, ChartTrace[] Traces);

/// <summary>When a phase ran: start and end of each run in turn, in seconds.</summary>
internal sealed record ChartPhase(string Path, int Depth, int Colour, double[] Runs);

internal sealed record ChartDevice(string Id, string Name);

/// <summary>A line: its samples stand in the element <c>trace-ID</c>, their times in <c>axis-AXIS</c>.</summary>
internal sealed record ChartTrace(
    int Id, int Device, string Metric, string Label, string Unit, string Family, int Axis,
    bool Step, bool Sparse, bool Power, bool Shown, bool First);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChartModel))]
internal sealed partial class ChartModelContext : JsonSerializerContext;
