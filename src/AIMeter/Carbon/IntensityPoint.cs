namespace AIMetering.Carbon;

/// <summary>An intensity that holds from one moment, included, to another, excluded.</summary>
public sealed record IntensityPoint
{
    /// <summary>Gets the value.</summary>
    public required CarbonIntensity Intensity { get; init; }

    /// <summary>Gets where the value comes from.</summary>
    public required IntensityProvenance Provenance { get; init; }

    /// <summary>Gets the first moment the value holds; the beginning of time for a value without a period.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Gets the first moment the value no longer holds; the end of time for a value without a period.</summary>
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Gets the number as the origin gave it, in <see cref="IntensityProvenance.OriginalUnit"/>; null for a filled
    /// value.</summary>
    public double? OriginalValue { get; init; }

    /// <summary>Gets how long the value holds.</summary>
    public TimeSpan Period => To - From;
}
