namespace AIMetering.Carbon;

/// <summary>Someone who knows the intensity of a grid over time.</summary>
/// <remarks>Implementations answer what they can and say in words what they cannot; they throw only when cancelled. They are
/// asked from thread-pool threads, possibly from several at once, and never while a sample is taken.</remarks>
public interface ICarbonIntensityProvider
{
    /// <summary>Gets the name that stands in reports.</summary>
    string Name { get; }

    /// <summary>Answers the intensities of a region, for one signal, over a time in the past or the future.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What a provider is asked.</summary>
/// <param name="Region">The region.</param>
/// <param name="Signal">The one signal that is wanted; a provider that has another answers nothing.</param>
/// <param name="From">The first moment wanted.</param>
/// <param name="To">The first moment no longer wanted.</param>
public sealed record IntensityRequest(GridRegion Region, CarbonSignal Signal, DateTimeOffset From, DateTimeOffset To);

/// <summary>What a provider knows.</summary>
public sealed record IntensityAnswer
{
    /// <summary>Gets the points, real ones and forecasts, without overlaps. They may reach beyond the time asked for: values of
    /// the day before help to fill a hole.</summary>
    public IReadOnlyList<IntensityPoint> Points { get; init; } = [];

    /// <summary>Gets why the answer is empty or incomplete, free of credentials; null when all went well.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets how many values were dropped as null, negative or impossible.</summary>
    public int Dropped { get; init; }

    /// <summary>Gets whether the provider has the signal for the region at all. False says that asking again is of no use, so that
    /// nobody waits for a value that will never come.</summary>
    public bool IsServed { get; init; } = true;

    /// <summary>An answer without points, which may come later.</summary>
    public static IntensityAnswer None(string problem) => new() { Problem = problem };

    /// <summary>An answer without points, which will never come: the provider does not have the signal, or not there.</summary>
    public static IntensityAnswer NotServed(string problem) => new() { Problem = problem, IsServed = false };
}
