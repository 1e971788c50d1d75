using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>The telemetry of this process. A meter belongs to a process, so this is the one thing here that is static.</summary>
internal static class ProcessTelemetry
{
    private static readonly TelemetryBoard Board = new(TimeProvider.System);

    // Kept, or the meter's callbacks could be collected.
    private static readonly Instruments Kept = new(Board);

    public static void Begin(ITelemetrySource session)
    {
        GC.KeepAlive(Kept);
        Board.Add(session);
    }

    public static void End(ITelemetrySource session, MeterReport report) => Board.Remove(
        session,
        report.Devices.Select(device => (device.Device, device.Energy)),
        Grams(report));

    private static IEnumerable<(string, double)> Grams(MeterReport report)
    {
        if (report.Carbon?.Average.Mass is { } average)
        {
            yield return ("location_based", average.Grams);
        }

        if (report.Carbon?.Marginal.Mass is { } marginal)
        {
            yield return ("marginal", marginal.Grams);
        }
    }
}
