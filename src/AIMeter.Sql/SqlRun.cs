namespace AIMetering.Export;

/// <summary>A run in a database, as a list shows it.</summary>
public sealed record SqlRun
{
    /// <summary>Gets the id that no other run has.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the name given to the session.</summary>
    public required string Name { get; init; }

    /// <summary>Gets when it started, in UTC, to the microsecond.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets how far it is: measured now, finished, or interrupted because its process ended without a report.</summary>
    public required SqlRunState State { get; init; }

    /// <summary>Gets how long it lasted; null until it has finished.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets the energy of the devices in the total; null until it has finished, and when it is not known.</summary>
    public Energy? Energy { get; init; }

    /// <summary>Gets the machine it was measured on; null when the report was saved from elsewhere.</summary>
    public string? Host { get; init; }
}

/// <summary>How far a run in a database is.</summary>
public enum SqlRunState
{
    /// <summary>Readings come in, or came until contact was lost.</summary>
    Measuring,

    /// <summary>The report is there.</summary>
    Finished,

    /// <summary>Its process ended without a report; the readings up to then are there.</summary>
    Interrupted,
}
