using AIMetering.Carbon;

namespace AIMetering.Importing;

/// <summary>What a CSV file of the Python AIMeter does not say itself.</summary>
public sealed record OriginalCsvOptions
{
    /// <summary>Gets the time zone of the machine that recorded the run; its stamps are local and name none.</summary>
    /// <value>Null takes them as UTC, and the report says so. Only the time of day depends on it, and with it live carbon intensities.</value>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>Gets what decides the grams, as in <see cref="MeterConfiguration.WithCarbon"/>.</summary>
    public CarbonSettings Carbon { get; init; } = new();

    /// <summary>Gets whether a cell that is neither a number nor one of the usual words for a missing value is left out and counted.</summary>
    /// <value>False, the default, refuses the file and names the cell.</value>
    public bool LeaveOutUnreadable { get; init; }
}
