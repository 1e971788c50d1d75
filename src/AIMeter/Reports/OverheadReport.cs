namespace AIMetering;

/// <summary>What measuring itself cost.</summary>
public sealed record OverheadReport
{
    /// <summary>Gets the CPU time of the sampling threads during the session; shared with other sessions of the same process when there were any.</summary>
    public TimeSpan? SamplerCpuTime { get; init; }

    /// <summary>Gets the CPU time of the sampling threads as a share of one core, in percent.</summary>
    public double? PercentOfOneCore { get; init; }

    /// <summary>Gets the time spent inside reads of the sensors.</summary>
    public TimeSpan ReadTime { get; init; }

    /// <summary>Gets the number of reads of whole sources.</summary>
    public long Reads { get; init; }

    /// <summary>Gets how long starting took.</summary>
    public TimeSpan StartTime { get; init; }

    /// <summary>Gets how long stopping took, waiting for the sensors' last update included.</summary>
    public TimeSpan StopTime { get; init; }

    /// <summary>Gets the bytes held by the history of samples.</summary>
    public long HistoryBytes { get; init; }

    /// <summary>Gets how many sessions of this process shared the sampler, at most at once.</summary>
    public int SharedBySessions { get; init; } = 1;
}
