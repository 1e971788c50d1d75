using AIMetering.Readings;

namespace AIMetering;

/// <summary>What the runs of one phase have used so far: cheap to ask for, frozen once given.</summary>
public sealed record PhaseSnapshot
{
    /// <summary>Gets the name given to the phase.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the names from the outermost phase to this one, joined by a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Gets how many phases contain this one.</summary>
    public required int Depth { get; init; }

    /// <summary>Gets how many runs have ended.</summary>
    public required int Count { get; init; }

    /// <summary>Gets how many runs are under way; after the stop, how many were then.</summary>
    public required int Open { get; init; }

    /// <summary>Gets the sum of the durations, those of runs under way up to now.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the energy so far, of the devices that count towards the total.</summary>
    /// <value>Runs under way are in it up to now. Where very many are at once, some are left out, and <see cref="EnergyResult.Missing"/> says how many.</value>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets what was counted by the runs that <see cref="Energy"/> holds, with the energy of one.</summary>
    public required IReadOnlyList<UnitReport> Units { get; init; }

    /// <summary>Gets the runs whose energy is settled: when each began and ended since the session's start. Those beyond the first 10,000 are counted only.</summary>
    public required IReadOnlyList<(TimeSpan Start, TimeSpan End)> Runs { get; init; }

    /// <summary>Gets the runs behind those: under way (no end), or ended and waiting for the sensors' next update.</summary>
    public required IReadOnlyList<(TimeSpan Start, TimeSpan? End)> Latest { get; init; }
}
