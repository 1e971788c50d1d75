namespace AIMetering.Replay;

/// <summary>One run of a phase, as it was recorded; times in ticks since the start.</summary>
internal sealed record RecordedPhase(string Path, long Start, long? End, IReadOnlyDictionary<string, double> Counts, TimeSpan DrainTime = default)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public int Depth => Path.Count(letter => letter == '/');
}

/// <summary>When a recording was read: how often, and how far its times may lie from the true ones.</summary>
internal readonly record struct RecordedPace(TimeSpan Interval, TimeSpan TimeDoubt);

/// <summary>Something that went wrong while it was recorded.</summary>
internal readonly record struct RecordedNote(long Ticks, string Subject, string Message, bool IsFailure);
