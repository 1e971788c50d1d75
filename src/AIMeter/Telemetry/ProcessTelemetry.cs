using AIMetering.Carbon;

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
        [.. Prices(report)]);

    private static IEnumerable<(string, double)> Prices(MeterReport report)
    {
        if (report.Carbon is not { } carbon || report.Energy.Energy is not { Joules: > 0 } energy)
        {
            yield break;
        }

        if (carbon.Average.Mass is { } average)
        {
            yield return (PresentPrice.LocationBased, average.Grams / energy.Joules);
        }

        if (carbon.Marginal.Mass is { } marginal)
        {
            yield return (PresentPrice.Marginal, marginal.Grams / energy.Joules);
        }

        if (carbon.MarketBased?.Mass is { } contracted)
        {
            yield return (PresentPrice.MarketBased, contracted.Grams / energy.Joules);
        }
    }
}
