using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>A running session, as the process's telemetry sees it.</summary>
internal interface ITelemetrySource
{
    /// <summary>Tells what was measured so far. Reads no sensor.</summary>
    MeterSnapshot Snapshot();

    /// <summary>Tells the grams of CO2e that a joule of the computer causes at present, by carbon signal; none where no region was given.</summary>
    IReadOnlyList<(string Signal, double GramsPerJoule)> Prices();

    /// <summary>Marks the present moment.</summary>
    /// <returns>
    /// Tells the joules of a device from the session's start to that moment, and how far they may be from the truth; null until reads after
    /// it have settled it.
    /// </returns>
    Func<Device, (double Joules, double Doubt)?> Mark();
}
