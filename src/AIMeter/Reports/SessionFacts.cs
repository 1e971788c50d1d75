using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>What a report tells about a session besides its recording.</summary>
internal sealed record SessionFacts
{
    public required MeterConfiguration Configuration { get; init; }

    public required string RunId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required bool IsDisabled { get; init; }

    public required IReadOnlyList<SourceStatus> Statuses { get; init; }

    public required IReadOnlyList<(Edge Begin, Edge End)> Idle { get; init; }

    public required TimeSpan? SamplerCpuTime { get; init; }

    public required TimeSpan StartTime { get; init; }

    public required TimeSpan StopTime { get; init; }

    public required TimeSpan GarbageCollectionPauses { get; init; }

    public required long MissedTicks { get; init; }

    public required int MostSessions { get; init; }

    public MachineDescription? Machine { get; init; }

    public TimeSpan TimeDoubt { get; init; }
}
