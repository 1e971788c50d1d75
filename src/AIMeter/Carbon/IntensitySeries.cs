namespace AIMetering.Carbon;

/// <summary>The intensities of one region and one signal in the order of time, without overlaps; holes are allowed and mean
/// "unknown".</summary>
public sealed class IntensitySeries
{
    /// <summary>Makes a series.</summary>
    /// <param name="signal">The one signal all points answer.</param>
    /// <param name="points">The points, in any order.</param>
    /// <param name="reason">Why there are no points, with the remedy; null when there are.</param>
    /// <param name="notes">What a reader should know; null is none.</param>
    /// <exception cref="ArgumentException">A point has another signal, a value that is negative or not a number, no duration, or overlaps
    /// its neighbour.</exception>
    public IntensitySeries(
        CarbonSignal signal, IEnumerable<IntensityPoint> points, string? reason = null, IEnumerable<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        Signal = signal;
        Points = [.. points.OrderBy(point => point.From)];
        Notes = notes is null ? [] : [.. notes];
        Reason = Points.Count > 0 ? null : reason ?? "no intensity is known for this region and time";
        Check();
    }

    /// <summary>Gets the one signal all points answer.</summary>
    public CarbonSignal Signal { get; }

    /// <summary>Gets the points in the order of time.</summary>
    public IReadOnlyList<IntensityPoint> Points { get; }

    /// <summary>Gets why there are no points, with the remedy; null when there are.</summary>
    public string? Reason { get; }

    /// <summary>Gets what a reader should know, such as why a provider was passed over.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Gets how many values of the origin were dropped as null, negative or impossible.</summary>
    public int Dropped { get; init; }

    /// <summary>One value for all time, given by the user.</summary>
    /// <param name="signal">The question the value answers.</param>
    /// <param name="intensity">The value.</param>
    /// <param name="source">Where the user has it from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public static IntensitySeries FromUser(CarbonSignal signal, CarbonIntensity intensity, string? source = null)
    {
        double grams = intensity.GramsPerKilowattHour;
        if (!double.IsFinite(grams) || grams < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(intensity), grams, "An intensity is a number of at least 0 g/kWh.");
        }

        var provenance = new IntensityProvenance
        {
            Signal = signal,
            Kind = IntensityKind.User,
            Provider = "user",
            Region = "as given",
            Source = source,
            OriginalUnit = "g/kWh",
        };
        return new IntensitySeries(
            signal, [new IntensityPoint { Intensity = intensity, Provenance = provenance, OriginalValue = grams }]);
    }

    /// <summary>The points a span can touch, found by halving: a forecast of days against a run of minutes.</summary>
    internal IEnumerable<IntensityPoint> Touching(DateTimeOffset from, DateTimeOffset to)
    {
        int low = 0;
        for (int high = Points.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = Points[middle].To <= from ? (middle + 1, high) : (low, middle);
        }

        for (int i = low; i < Points.Count && Points[i].From < to; i++)
        {
            yield return Points[i];
        }
    }

    private void Check()
    {
        for (int i = 0; i < Points.Count; i++)
        {
            IntensityPoint point = Points[i];
            string? fault = point.Provenance.Signal != Signal ? $"is {point.Provenance.Signal.Label()}, not {Signal.Label()}"
                : !(point.Intensity.GramsPerKilowattHour >= 0 && double.IsFinite(point.Intensity.GramsPerKilowattHour)) ? "is no intensity, which is a number of at least 0 g/kWh"
                : point.To <= point.From ? "has no duration"
                : i > 0 && point.From < Points[i - 1].To ? "overlaps the one before"
                : null;
            if (fault is not null)
            {
                throw new ArgumentException($"The point at {point.From:u} {fault}.", "points");
            }
        }
    }
}
