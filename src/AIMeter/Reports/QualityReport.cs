namespace AIMetering;

/// <summary>What went wrong while measuring. All zeros and no events is a clean run.</summary>
public sealed record QualityReport
{
    /// <summary>Gets how many samples were taken of all sources together.</summary>
    public long Samples { get; init; }

    /// <summary>Gets how many values could not be read.</summary>
    public long FailedReads { get; init; }

    /// <summary>Gets how many wake-ups of the sampler were missed because the machine was busy or paused.</summary>
    public long MissedTicks { get; init; }

    /// <summary>Gets how many times samples were missing for more than three periods.</summary>
    public int Gaps { get; init; }

    /// <summary>Gets how many times a counter went back or restarted.</summary>
    public int CounterResets { get; init; }

    /// <summary>Gets how many times a counter wrapped around, which is normal and costs no accuracy.</summary>
    public int CounterWraps { get; init; }

    /// <summary>Gets how many differences were rejected because no device draws that much.</summary>
    public int ImpossibleDeltas { get; init; }

    /// <summary>Gets how long the machine slept during the session.</summary>
    public TimeSpan Suspended { get; init; }

    /// <summary>Gets how long garbage collections paused the process, sampler included.</summary>
    public TimeSpan GarbageCollectionPauses { get; init; }

    /// <summary>Gets what happened and when, in words, one entry per kind and source.</summary>
    public IReadOnlyList<QualityEvent> Events { get; init; } = [];
}

/// <summary>Something that went wrong with one source.</summary>
/// <param name="FirstSeen">When it first happened, since the session's start.</param>
/// <param name="LastSeen">When it last happened.</param>
/// <param name="Count">How often.</param>
/// <param name="Subject">The source or series.</param>
/// <param name="Message">What happened.</param>
public sealed record QualityEvent(TimeSpan FirstSeen, TimeSpan LastSeen, int Count, string Subject, string Message);
