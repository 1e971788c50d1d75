namespace AIMetering.Carbon;

/// <summary>The part of a result that was priced by values of one provenance.</summary>
public sealed record CarbonShare
{
    /// <summary>Gets where the values come from.</summary>
    public required IntensityProvenance Provenance { get; init; }

    /// <summary>Gets the computer energy priced (without PUE).</summary>
    public required Energy Energy { get; init; }

    /// <summary>Gets the part of the run's energy, 0 to 1; null when the run drew none.</summary>
    public required double? Share { get; init; }

    /// <summary>Gets the mass emitted for it, with PUE.</summary>
    public required CarbonMass Mass { get; init; }

    /// <summary>Gets the lowest intensity used.</summary>
    public required CarbonIntensity Lowest { get; init; }

    /// <summary>Gets the highest intensity used.</summary>
    public required CarbonIntensity Highest { get; init; }

    /// <summary>Gets the lowest value as the origin gave it, in the <see cref="IntensityProvenance.OriginalUnit"/> of its provenance; null
    /// for filled values, and where the origin of one is not known.</summary>
    public double? LowestOriginal { get; init; }

    /// <summary>Gets the highest value as the origin gave it, in the <see cref="IntensityProvenance.OriginalUnit"/> of its provenance; null
    /// for filled values, and where the origin of one is not known.</summary>
    public double? HighestOriginal { get; init; }

    /// <summary>Gets the first moment priced.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Gets the last moment priced.</summary>
    public required DateTimeOffset To { get; init; }
}
