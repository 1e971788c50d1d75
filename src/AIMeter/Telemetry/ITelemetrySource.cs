namespace AIMetering.Telemetry;

/// <summary>A running session, as the process's telemetry sees it.</summary>
internal interface ITelemetrySource
{
    /// <summary>Tells what was measured so far. Reads no sensor.</summary>
    MeterSnapshot Snapshot();
}
