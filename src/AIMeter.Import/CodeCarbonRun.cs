using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Importing;

/// <summary>The totals of a run (or of one task of it) as CodeCarbon wrote them: the results of another instrument.</summary>
/// <remarks>
/// CodeCarbon states no error bound, and its file does not say which parts came from a sensor and which from a model; so there is no bound
/// here either, and this is not a <see cref="MeterReport"/>, which has one for every figure. What is doubtful stands in <see cref="Notes"/>.
/// </remarks>
public sealed record CodeCarbonRun
{
    /// <summary>Gets what is known of the error of these figures: nothing.</summary>
    public const string Bound = "unknown: CodeCarbon states no error bound";

    /// <summary>Gets the name of the project.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the name of the task in a file of tasks; null in a file of runs.</summary>
    public string? Task { get; init; }

    /// <summary>Gets when the run ended, as far as its stamp goes: local time, taken to be of the zone that was given.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Gets how long it lasted.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets when it started.</summary>
    public DateTimeOffset StartedAt => EndedAt - Duration;

    /// <summary>Gets the energy of all parts, as CodeCarbon summed it; null when it is missing or impossible.</summary>
    public Energy? Energy { get; init; }

    /// <summary>Gets the energy of the CPU, from RAPL or from its thermal design power; null when it is missing, zero or impossible.</summary>
    public Energy? CpuEnergy { get; init; }

    /// <summary>Gets the energy of the GPUs; null when it is missing, impossible, or zero though there is a GPU.</summary>
    public Energy? GpuEnergy { get; init; }

    /// <summary>Gets the energy of the memory, which is a model by size or number of modules; null when it is missing or impossible.</summary>
    public Energy? RamEnergy { get; init; }

    /// <summary>Gets the emissions in CO2 equivalents, at the average intensity of the place; null when they are missing or impossible.</summary>
    public CarbonMass? Emissions { get; init; }

    /// <summary>Gets the intensity that the emissions imply; null when either figure is not known.</summary>
    public CarbonIntensity? Intensity => Emissions is { } mass && Energy is { Joules: > 0 } energy ? mass / energy : null;

    /// <summary>Gets how the figures are labelled: estimated, as the file does not say what was measured.</summary>
    public MeasurementMethod Method { get; init; } = MeasurementMethod.Estimated;

    /// <summary>Gets the place, to price a run of our own by; null when the file names none that is known.</summary>
    public GridRegion? Region { get; init; }

    /// <summary>Gets the country as written, such as <c>DEU</c>; null when it is empty.</summary>
    public string? Country { get; init; }

    /// <summary>Gets whose energy was tracked: <c>machine</c> or <c>process</c>; null when it is empty.</summary>
    public string? TrackingMode { get; init; }

    /// <summary>Gets the processor; null when it is empty.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Gets the GPUs; null when it is empty.</summary>
    public string? GpuModel { get; init; }

    /// <summary>Gets the power usage effectiveness that is already in the figures; 1 when the file names none.</summary>
    public double Pue { get; init; } = 1;

    /// <summary>Gets the version of CodeCarbon; null when it is empty.</summary>
    public string? Version { get; init; }

    /// <summary>Gets what a reader should know of these figures.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
