namespace AIMetering.Carbon;

/// <summary>Where an intensity comes from and what it counts. Two intensities compare only when their <see cref="Basis"/> is the
/// same.</summary>
public sealed record IntensityProvenance
{
    /// <summary>Gets the question the value answers.</summary>
    public required CarbonSignal Signal { get; init; }

    /// <summary>Gets what is counted in a gram.</summary>
    public CarbonGas Gas { get; init; } = CarbonGas.Unstated;

    /// <summary>Gets how far up the chain the grams are counted.</summary>
    public EmissionScope Scope { get; init; } = EmissionScope.Unstated;

    /// <summary>Gets which electricity the value is of.</summary>
    public GridBasis Grid { get; init; } = GridBasis.Unstated;

    /// <summary>Gets how the value came to be known.</summary>
    public required IntensityKind Kind { get; init; }

    /// <summary>Gets who publishes the value, such as "Ember" or "WattTime".</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the region the value is of, in the provider's code; it can be wider than the region asked for.</summary>
    public required string Region { get; init; }

    /// <summary>Gets how the region became known.</summary>
    public GridRegionSource RegionSource { get; init; }

    /// <summary>Gets the year of a yearly value, or the model of a live one; null when the origin does not say.</summary>
    public string? Vintage { get; init; }

    /// <summary>Gets when the value was fetched, of several the oldest; null for embedded and user values.</summary>
    public DateTimeOffset? RetrievedAt { get; init; }

    /// <summary>Gets the origin in words, to be cited; null for user values.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the licence of the value; null when none is stated.</summary>
    public string? Licence { get; init; }

    /// <summary>Gets the unit the origin uses, such as "lb CO2/MWh".</summary>
    public required string OriginalUnit { get; init; }

    /// <summary>Gets what a reader should know, such as "value of ES"; null when nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Gets the basis in words, such as "average, CO2e, lifecycle, generation".</summary>
    public string Basis => $"{Signal.Label()}, {Gas.Label()}, {Scope.Label()}, {Grid.Label()}";

    /// <summary>The basis, the kind, the provider, the region and the vintage.</summary>
    public override string ToString() => $"{Basis}; {Kind.Label()}; {Provider} {Region}{(Vintage is null ? "" : $" {Vintage}")}";
}
