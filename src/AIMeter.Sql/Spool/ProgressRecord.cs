using System.Text.Json;

namespace AIMetering.Export;

/// <summary>Rows of phases, their runs and their counts as they are now.</summary>
internal sealed record ProgressRecord(PhaseRecord[] Phases, PhaseRunRecord[] Runs, UnitRecord[] Units)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HeadJson.Default.ProgressRecord);

    public static ProgressRecord From(byte[] json) => JsonSerializer.Deserialize(json, HeadJson.Default.ProgressRecord)!;
}

/// <summary>A phase: times in seconds, of the runs that have ended.</summary>
internal sealed record PhaseRecord(int No, string Name, string Path, int Depth, int Finished, int Unfinished, double FirstStart, double Seconds, double DrainSeconds);

/// <summary>A run of a phase; the end is null while it is open.</summary>
internal sealed record PhaseRunRecord(int Phase, int N, double Start, double? End, bool IsNew);

/// <summary>What was counted so far, in a phase or in the run as a whole.</summary>
internal sealed record UnitRecord(int No, int? Phase, string Unit, double Count);
