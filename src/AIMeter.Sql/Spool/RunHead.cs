using System.Text.Json;
using System.Text.Json.Serialization;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>What is known of a run before its report: enough to make its rows.</summary>
internal sealed record RunHead(
    string RunId, string Name, DateTimeOffset StartedAt, double SamplingIntervalSeconds, string? Host, int? ProcessId, SeriesHead[] Series, long ReadingsLost = 0,
    MachineDescription? Machine = null, SourceHead[]? Sources = null)
{
    public static RunHead Of(RunDescription run, IEnumerable<Channel> channels, long lost) => new(
        run.RunId, run.Name, run.StartedAt, run.SamplingInterval.TotalSeconds, Environment.MachineName, Environment.ProcessId,
        [.. channels.Select(SeriesHead.Of)], lost, run.Machine, [.. run.Sources.Select(SourceHead.Of)]);

    /// <summary>A run that was not streamed; where it was measured is not known.</summary>
    public static RunHead Of(MeterReport report) => new(
        report.RunId, report.Name, report.StartedAt, report.SamplingInterval.TotalSeconds, null, null, []);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HeadJson.Default.RunHead);

    public static RunHead From(byte[] json) => JsonSerializer.Deserialize(json, HeadJson.Default.RunHead)!;
}

/// <summary>A series and its device, numbered by their place in the list.</summary>
internal sealed record SeriesHead(
    string DeviceId, string DeviceName, DeviceKind DeviceKind, string? Uuid, string? PartOf, bool InTotal, string? ExclusionReason,
    string FullName, string Metric, ChannelKind Kind, string Unit, string UnitSuffix, bool AccountsEnergy)
{
    public static SeriesHead Of(Channel channel) => new(
        channel.Device.Id, channel.Device.Name, channel.Device.Kind, channel.Device.Uuid, channel.Device.PartOf, channel.Device.InTotal,
        channel.Device.ExclusionReason, channel.FullName, channel.Metric, channel.Kind, channel.Unit.Symbol, channel.Unit.ColumnSuffix,
        channel.AccountsEnergy);
}

/// <summary>A source that was looked for.</summary>
internal sealed record SourceHead(string Source, bool IsReady, string? Reason, string? Remedy)
{
    public static SourceHead Of(SourceStatus status) => new(status.Source, status.IsReady, status.Reason, status.Remedy);
}

[JsonSerializable(typeof(RunHead))]
[JsonSerializable(typeof(ProgressRecord))]
internal sealed partial class HeadJson : JsonSerializerContext;
