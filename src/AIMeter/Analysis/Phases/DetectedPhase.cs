using AIMetering.Readings;

namespace AIMetering.Analysis;

/// <summary>Whether a stretch of a run did work.</summary>
public enum DetectedPhaseKind
{
    /// <summary>The series was high: work was done.</summary>
    Load,

    /// <summary>The series was low: nothing was done.</summary>
    Idle,
}

/// <summary>A stretch of a run that was found afterwards on a series, without a phase having been marked.</summary>
public sealed record DetectedPhase
{
    /// <summary>Gets the name: <c>load-1</c>, <c>idle-1</c>, <c>load-2</c> and so on, counted by kind.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether work was done.</summary>
    public required DetectedPhaseKind Kind { get; init; }

    /// <summary>Gets when it began, since the session's start.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>Gets when it ended, since the session's start. Phases follow each other without a gap.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>Gets how long it lasted.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>Gets how far each edge may be from where the work really began or ended: the distance of the samples around it.</summary>
    /// <value>Zero for the edges of the run.</value>
    public required (TimeSpan Start, TimeSpan End) EdgeError { get; init; }

    /// <summary>Gets the name of the series the phase was found on.</summary>
    public required string Series { get; init; }

    /// <summary>Gets the mean of that series over the phase, in its unit.</summary>
    public required double MeanLevel { get; init; }

    /// <summary>Gets the energy between start and end of the devices in the total, worked out from the samples the report kept.</summary>
    /// <remarks>The limits hold for the stretch from <see cref="Start"/> to <see cref="End"/> as they stand; <see cref="EdgeError"/> is apart.</remarks>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets the energy by device, those outside the total too.</summary>
    public required IReadOnlyList<(Device Device, EnergyResult Energy)> Devices { get; init; }

    /// <summary>Gets the mean power of the devices in the total; null when the energy is not known.</summary>
    public Power? MeanPower => Energy.Energy is { } energy && Duration > TimeSpan.Zero ? energy / Duration : null;
}
