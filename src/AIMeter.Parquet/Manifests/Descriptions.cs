using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>Turns what the core knows of a run into its manifest.</summary>
internal static class Descriptions
{
    private static readonly string Version =
        typeof(MeterReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static RunManifest Describe(RunDescription run, string host) => new()
    {
        Name = run.Name,
        RunId = run.RunId,
        StartedAt = run.StartedAt,
        SamplingIntervalSeconds = run.SamplingInterval.TotalSeconds,
        Host = host,
        Machine = Machine(run.Machine) ?? ThisMachine(),
        Sources = [.. run.Sources.Select(RunSource.Of)],
        Carbon = RunCarbon.Of(run.Carbon),
        Devices = Devices(run.Channels),
        Channels = [.. Channels(run.Channels).Select((channel, index) => channel with { Source = run.ChannelSources.ElementAtOrDefault(index) })],
    };

    public static RunManifest Describe(MeterReport report, string host) => new()
    {
        Name = report.Name,
        RunId = report.RunId,
        StartedAt = report.StartedAt,
        SamplingIntervalSeconds = report.SamplingInterval.TotalSeconds,
        Host = host,
        Machine = Machine(report.Machine),
        Samples = RunManifest.Kept,
        Devices = Devices(report.Series.Select(series => series.Channel)),
        Channels = [.. Channels([.. report.Series.Select(series => series.Channel)])
            .Zip(report.Series, (channel, series) => channel with { Source = series.Source })],
    };

    /// <summary>The manifest of a run that has ended.</summary>
    public static RunManifest Finish(RunManifest manifest, MeterReport report)
    {
        Dictionary<string, string> sources = report.Series
            .GroupBy(series => series.Channel.FullName, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Source, StringComparer.Ordinal);
        return manifest with
        {
            State = RunManifest.Finished,
            Machine = Machine(report.Machine) ?? manifest.Machine,
            Channels = [.. manifest.Channels.Select(channel => channel with { Source = sources.GetValueOrDefault(channel.Series, channel.Source!) })],
            Report = Json(report),
        };
    }

    public static RunChannel Describe(Channel channel, int index, string? column) => new(
        index, channel.FullName, channel.Device.Id, channel.Metric, Words.Of(channel.Kind), channel.Unit.Symbol, channel.Unit.ColumnSuffix, column, null,
        channel.AccountsEnergy, RunSensor.Of(channel.Sensor));

    /// <summary>The JSON form of a report without the samples, which are in the parts.</summary>
    public static JsonElement Json(MeterReport report)
    {
        using JsonDocument document = JsonDocument.Parse(report.ToJson(samples: false));
        return document.RootElement.Clone();
    }

    // A column for each metric in its unit, whichever devices have it; the program's own series have none.
    private static RunChannel[] Channels(IReadOnlyList<Channel> channels)
    {
        HashSet<string> taken = new(SampleLayout.OwnColumns, StringComparer.OrdinalIgnoreCase);
        Dictionary<(string, string), string> columns = [];
        RunChannel[] described = new RunChannel[channels.Count];
        for (int index = 0; index < described.Length; index++)
        {
            Channel channel = channels[index];
            string? column = null;
            if (channel.Device.Kind != DeviceKind.User && !columns.TryGetValue((channel.Metric, channel.Unit.ColumnSuffix), out column))
            {
                column = SafeNames.Unique(SafeNames.Column(channel.Metric, channel.Unit.ColumnSuffix), taken);
                columns.Add((channel.Metric, channel.Unit.ColumnSuffix), column);
            }

            described[index] = Describe(channel, index, column);
        }

        return described;
    }

    private static RunDevice[] Devices(IEnumerable<Channel> channels) =>
    [
        .. channels.Select(channel => channel.Device).DistinctBy(device => device.Id).Select(device => new RunDevice(
            device.Id, Words.Of(device.Kind), device.Name, device.Uuid, device.PartOf, device.InTotal, device.ExclusionReason)),
    ];

    private static RunMachine ThisMachine() => new(
        RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString(), RuntimeInformation.FrameworkDescription,
        Environment.ProcessorCount, Version);

    private static RunMachine? Machine(MachineDescription? machine) => machine is null ? null : new(
        machine.OperatingSystem, machine.Architecture, machine.Runtime, machine.LogicalCpus, machine.AIMeterVersion,
        machine.Kernel, machine.Cpu, machine.MemoryBytes, machine.Container);
}
