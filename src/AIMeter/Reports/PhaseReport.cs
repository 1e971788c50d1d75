using AIMetering.Readings;

namespace AIMetering;

/// <summary>All runs of one phase, together.</summary>
public sealed record PhaseReport
{
    /// <summary>Gets the name given to the phase.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the names from the outermost phase to this one, joined by a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Gets how many phases contain this one.</summary>
    public required int Depth { get; init; }

    /// <summary>Gets how many times the phase ran to its end.</summary>
    public required int Count { get; init; }

    /// <summary>Gets how many times it was still open when the session stopped; these count up to the stop.</summary>
    public int Unfinished { get; init; }

    /// <summary>Gets the time from the session's start to the first beginning.</summary>
    public required TimeSpan FirstStart { get; init; }

    /// <summary>Gets the sum of the durations.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets the mean duration of one run.</summary>
    public required TimeSpan MeanDuration { get; init; }

    /// <summary>Gets the sample standard deviation of the durations; zero for a single run.</summary>
    public required TimeSpan DurationDeviation { get; init; }

    /// <summary>Gets the energy of all runs together, of the devices that count towards the total.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets the mean energy of one run with its limits.</summary>
    public required EnergyResult MeanEnergy { get; init; }

    /// <summary>Gets the sample standard deviation of the energy of single runs; null for fewer than two runs or unknown energy.</summary>
    public Energy? EnergyDeviation { get; init; }

    /// <summary>Gets the energy above idle; null when the idle power is not known.</summary>
    public EnergyResult? NetEnergy { get; init; }

    /// <summary>Gets the mean power; null when the energy is not known.</summary>
    public Power? MeanPower => Energy.Energy is { } energy && Duration > TimeSpan.Zero ? energy / Duration : null;

    /// <summary>Gets the energy by device, those outside the total too.</summary>
    public required IReadOnlyList<(Device Device, EnergyResult Energy)> Devices { get; init; }

    /// <summary>Gets what was counted in the phase with the energy per unit.</summary>
    public required IReadOnlyList<UnitReport> Units { get; init; }

    /// <summary>Gets each run: when it began and ended since the session's start. Runs beyond the first 10,000 are counted only.</summary>
    public required IReadOnlyList<(TimeSpan Start, TimeSpan End)> Runs { get; init; }

    /// <summary>Gets the time spent draining asynchronous GPU work at the edges; zero when nothing was drained.</summary>
    public TimeSpan DrainTime { get; init; }
}

/// <summary>How much of something was made, and what each cost.</summary>
/// <param name="Unit">What was counted, such as <c>tokens</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="EnergyPerUnit">The energy of one, with its limits; unknown when the energy is.</param>
public sealed record UnitReport(string Unit, double Count, EnergyResult EnergyPerUnit)
{
    /// <summary>Gets how many were made per joule; null when the energy is unknown or zero.</summary>
    public double? UnitsPerJoule => EnergyPerUnit.Energy is { Joules: > 0 } energy ? 1 / energy.Joules : null;
}
