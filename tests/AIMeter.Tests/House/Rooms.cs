using System.Text.RegularExpressions;

namespace AIMetering.Tests.House;

/// <summary>The rooms of the core package, and which rooms each may know.</summary>
internal static partial class Rooms
{
    /// <summary>Each room with the rooms below it, as in docs/architecture.md. The front door may know them all.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Below = new Dictionary<string, string[]>
    {
        ["Units"] = [],
        ["Readings"] = ["Units"],
        ["Sources"] = ["Units", "Readings"],
        ["Sampling"] = ["Units", "Readings", "Sources"],
        ["Accounting"] = ["Units", "Readings", "Sources", "Sampling"],
        ["Carbon"] = ["Units", "Readings"],
        ["Replay"] = ["Units", "Readings", "Sources", "Sampling", "Accounting"],
        ["Reports"] = ["Units", "Readings", "Sources", "Sampling", "Accounting", "Carbon"],
        ["Telemetry"] = ["Units", "Readings", "Carbon"],
        ["Analysis"] = ["Units", "Readings", "Accounting", "Carbon", "Reports"],
    };

    /// <summary>What every room may name: notes, the public seams, and the records that hold results.</summary>
    private static readonly HashSet<string> Shared =
    [
        "Log", "IReportSink", "IReadingSink", "RunDescription", "RunProgress", "PhaseRun", "MeterReport", "MeterSnapshot", "DeviceSnapshot", "PhaseSnapshot",
        "DeviceReport", "ProcessShare", "QualityEvent", "SeriesStatistics", "IdlePower",
    ];

    /// <summary>Members of enums that are called like a type elsewhere.</summary>
    private static readonly HashSet<string> Homonyms = ["EnergyCounter", "GpuSlice", "Point"];

    /// <summary>Every place where a file of the core names a type of a room that its own room may not know.</summary>
    public static IEnumerable<string> UpwardGlances(IReadOnlyList<SourceFile> files)
    {
        ILookup<string, string> homes = files
            .SelectMany(file => Declaration().Matches(file.Code), (file, match) => (Type: match.Groups[1].Value, File: file))
            .ToLookup(each => each.Type, each => RoomOf(each.File));
        return
            from file in files
            where Below.ContainsKey(RoomOf(file))
            from name in Name().Matches(file.Code).Select(match => match.Value).Distinct()
            where homes.Contains(name) && !Shared.Contains(name) && !Homonyms.Contains(name)
            where !homes[name].Any(home => home == RoomOf(file) || Below[RoomOf(file)].Contains(home))
            select $"{file.Path} names {name}, which lives in {string.Join(" and ", homes[name].Distinct())}";
    }

    public static string RoomOf(SourceFile file) =>
        file.Path.Contains('/') ? file.Path[..file.Path.IndexOf('/')] : "front door";

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?!struct\b|class\b)([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Name();
}
