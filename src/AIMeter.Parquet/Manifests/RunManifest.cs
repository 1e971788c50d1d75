using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIMetering.Export;

/// <summary>What is known of a run beside its samples: <c>_manifest.json</c>, and the first frame of each journal.</summary>
internal sealed record RunManifest
{
    public const string FormatName = "aimeter-run";
    public const int Newest = 1;

    /// <summary>The process measures, or was killed while it did.</summary>
    public const string Running = "running";

    /// <summary>The session ended; the report is here.</summary>
    public const string Finished = "finished";

    /// <summary>The process ended before its session did; its journals have become Parquet.</summary>
    public const string Recovered = "recovered";

    /// <summary>Every reading of the run.</summary>
    public const string Streamed = "streamed";

    /// <summary>The samples that a report kept in memory.</summary>
    public const string Kept = "kept";

    public string? Format { get; init; } = FormatName;

    public int? SchemaVersion { get; init; } = Newest;

    public string State { get; init; } = Running;

    public string Name { get; init; } = "";

    public string RunId { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public double SamplingIntervalSeconds { get; init; }

    public string Host { get; init; } = "";

    public RunMachine? Machine { get; init; }

    public string Samples { get; init; } = Streamed;

    /// <summary>Gets the sources that were looked for; empty where that is not known.</summary>
    public RunSource[] Sources { get; init; } = [];

    /// <summary>Gets what decides the grams; null where that is not known.</summary>
    public RunCarbon? Carbon { get; init; }

    public RunDevice[] Devices { get; init; } = [];

    public RunChannel[] Channels { get; init; } = [];

    public RunPart[] Parts { get; init; } = [];

    /// <summary>Gets what the session as a whole had counted when it was told last; null where nothing was.</summary>
    public Dictionary<string, double>? Counts { get; init; }

    /// <summary>Gets the idle stretches that were measured.</summary>
    public RunIdle[] Idle { get; init; } = [];

    public RunRecovery? Recovery { get; init; }

    /// <summary>Gets the JSON form of the report, the samples of its series left out: they are in the parts.</summary>
    public JsonElement? Report { get; init; }
}

internal sealed record RunMachine(
    string OperatingSystem, string Architecture, string Runtime, int LogicalCpus, string AimeterVersion,
    string? Kernel = null, string? Cpu = null, long? MemoryBytes = null, string? Container = null);

internal sealed record RunDevice(string Id, string Kind, string Name, string? Uuid, string? PartOf, bool InTotal, string? ExclusionReason = null);

/// <summary>A series; its column in the samples, or null when it has rows of its own among the program's series.</summary>
/// <remarks>Energy is accounted from it or not; its sensor is there where it tells energy or power. A recovered run needs both.</remarks>
internal sealed record RunChannel(
    int Index, string Series, string Device, string Metric, string Kind, string Unit, string UnitSuffix, string? Column, string? Source,
    bool AccountsEnergy = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunSensor? Sensor = null);

/// <summary>A part of the samples; how far after the time of its row an energy or power was read at most, null when nobody knows.</summary>
internal sealed record RunPart(
    int Number, long Readings, long Rows, long UserRows, double? FromSeconds, double? ToSeconds, double? TimeDoubtSeconds = null, long PhaseRuns = 0);

/// <summary>What went wrong, what was lost by it, and when the last reading came if the run was cut off.</summary>
internal sealed record RunRecovery(string Reason, string[] Lost, double? LastReadingSeconds = null, DateTimeOffset? LastReadingAt = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(RunChannel))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class ManifestJson : JsonSerializerContext;
