using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>A running session, as the process's telemetry sees it.</summary>
internal interface ITelemetrySource
{
    /// <summary>Tells what was measured so far. Reads no sensor.</summary>
    MeterSnapshot Snapshot();

    /// <summary>Marks the present moment.</summary>
    /// <returns>Tells the joules of a device from the session's start to that moment; null until reads after it have settled it.</returns>
    Func<Device, double?> Mark();
}
