using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>What an energy assertion measured and decided.</summary>
public sealed record EnergyMeasurement
{
    /// <summary>Gets the code that was measured, as it stands in the test.</summary>
    public required string What { get; init; }

    /// <summary>Gets what the figures are of one of: <c>run</c>, or the unit that was counted. Empty for an energy that was given as a whole.</summary>
    public required string Unit { get; init; }

    /// <summary>Gets whether the assertion holds.</summary>
    public EnergyVerdict Verdict { get; init; }

    /// <summary>Gets why it was not decided; null when it was, or when nothing was asserted.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Gets the energy of one unit: the mean over all windows. Its limits hold the sensors' worst case and the spread of the
    /// windows at <see cref="Confidence"/>. Unknown when no sensor answered.
    /// </summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets the confidence of the statistical part of the limits at the look that decided; null where they have none.</summary>
    /// <remarks>Each further look at growing data takes half of the error that is left, so all looks together keep the confidence asked for.</remarks>
    public double? Confidence { get; init; }

    /// <summary>Gets the sample standard deviation of the energy of one unit between windows; null when the energy is not known.</summary>
    public Energy? StandardDeviation { get; init; }

    /// <summary>Gets the CPU time that this process used for one unit, all threads together; null when nothing was run.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Gets how many CPUs other processes kept busy during the last windows, on average: their energy is in it. Null when not known.</summary>
    public double? OtherCpus { get; init; }

    /// <summary>Gets how many windows were measured.</summary>
    public required int Windows { get; init; }

    /// <summary>Gets how many times the operation ran in each window.</summary>
    public required long RunsPerWindow { get; init; }

    /// <summary>Gets how long all windows took together; zero when nothing was run.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the machine; null when it was not described.</summary>
    public MachineDescription? Machine { get; init; }

    /// <summary>Gets every source that was looked for: ready or not, with reason and remedy.</summary>
    public required IReadOnlyList<SourceStatus> Sources { get; init; }

    /// <summary>The figures as an assertion prints them.</summary>
    public override string ToString() => Words.Measured(this);
}

/// <summary>The answer of an energy assertion.</summary>
public enum EnergyVerdict
{
    /// <summary>Not decided: the interval holds the limit, nothing was measured, or nothing was asserted.</summary>
    Undecided,

    /// <summary>The whole interval is within the limit.</summary>
    Within,

    /// <summary>The whole interval is above the limit.</summary>
    Over,
}
