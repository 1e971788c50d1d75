using AIMetering.Readings;

namespace AIMetering;

/// <summary>What a session measured, frozen. Print it, export it, compare it; nothing here asks a sensor again.</summary>
public sealed partial class MeterReport
{
    private IReadOnlyList<string> _notes = [];

    internal MeterReport()
    {
    }

    /// <summary>Gets the version of the JSON form of this report.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Gets the name given to the session.</summary>
    public required string Name { get; init; }

    /// <summary>Gets an id that no other run has, for file names and databases.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets when the session started, in UTC. A label: intervals come from the monotonic clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets how long the session lasted on the monotonic clock.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets how often sources were read.</summary>
    public required TimeSpan SamplingInterval { get; init; }

    /// <summary>Gets how far the times of the samples may lie from the true ones, in either direction.</summary>
    /// <value>Zero for a session; for a recorded run what <see cref="RecordedRunOptions.TimeDoubt"/> said.</value>
    public TimeSpan TimeDoubt { get; init; }

    /// <summary>Gets the energy of all devices that count towards the total, measured and estimated together; it says what it lacks.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets the measured part of the energy, without any estimate.</summary>
    public required EnergyResult MeasuredEnergy { get; init; }

    /// <summary>Gets the estimated part of the energy; null when nothing was estimated.</summary>
    public EnergyResult? EstimatedEnergy { get; init; }

    /// <summary>Gets the energy above idle of all devices that count towards the total; null when no idle power is known.</summary>
    public EnergyResult? NetEnergy { get; init; }

    /// <summary>Gets the share of the CPU and memory energy that is attributed to this process; null when CPU times are not known.</summary>
    public ProcessShare? Process { get; init; }

    /// <summary>Gets the devices whose energy was measured or estimated, those outside the total too.</summary>
    public required IReadOnlyList<DeviceReport> Devices { get; init; }

    /// <summary>Gets the phases in the order of their first beginning.</summary>
    public required IReadOnlyList<PhaseReport> Phases { get; init; }

    /// <summary>Gets what was counted over the whole session with the energy per unit.</summary>
    public required IReadOnlyList<UnitReport> Units { get; init; }

    /// <summary>Gets every series with its statistics and samples.</summary>
    public required IReadOnlyList<SeriesReport> Series { get; init; }

    /// <summary>Gets every source that was looked for: ready or not, with reason and remedy.</summary>
    public required IReadOnlyList<SourceStatus> Sources { get; init; }

    /// <summary>Gets what went wrong while measuring, counted.</summary>
    public required QualityReport Quality { get; init; }

    /// <summary>Gets what measuring itself cost.</summary>
    public required OverheadReport Overhead { get; init; }

    /// <summary>Gets the machine; null when it was not described.</summary>
    public MachineDescription? Machine { get; init; }

    /// <summary>Gets remarks for the reader, such as what the figures cannot see.</summary>
    public required IReadOnlyList<string> Notes
    {
        get => _notes;
        init => _notes = value;
    }

    /// <summary>Gets the mean power over the session; null when the energy is not known.</summary>
    public Power? MeanPower => Energy.Energy is { } energy && Duration > TimeSpan.Zero ? energy / Duration : null;

    /// <summary>Adds a remark that came up after the report was made, such as an output that failed.</summary>
    internal void AddNote(string note) => _notes = [.. _notes, note];

    /// <summary>Finds a phase by its path, such as <c>decode</c> or <c>generate/decode</c>.</summary>
    /// <returns>The phase; null when there was none of that path.</returns>
    public PhaseReport? FindPhase(string path) => Phases.FirstOrDefault(phase => phase.Path == path);
}
