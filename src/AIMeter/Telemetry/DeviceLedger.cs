using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>The energy of one device over all sessions of the process: each joule once, however many sessions saw it.</summary>
/// <remarks>
/// Of sessions that overlap, one leads; when it ends, another that still runs takes over from that moment. What a device uses
/// while no session runs was not measured and is not counted.
/// </remarks>
internal sealed class DeviceLedger(Device device)
{
    private double _closed, _highest;
    private Func<Device, double?>? _before;

    public Device Device { get; } = device;

    public ITelemetrySource? Leader { get; private set; }

    /// <summary>Gets the latest state of the device; null while no session runs.</summary>
    public DeviceSnapshot? Latest { get; private set; }

    /// <summary>Gets the joules so far; null until the first figure is known.</summary>
    public double? Joules { get; private set; }

    /// <summary>Gets how the energy came to be; the first answer stays, or the series would break in two.</summary>
    public MeasurementMethod? Method { get; private set; }

    /// <summary>Follows a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="before">Tells what the session measured before this moment; null when it counts from its start.</param>
    public void Lead(ITelemetrySource session, Func<Device, double?>? before)
    {
        Leader = session;
        _before = before;
    }

    /// <summary>Takes what the leading session has measured so far.</summary>
    public void Observe(DeviceSnapshot present)
    {
        Latest = present;
        Method ??= present.Energy.Method;
        Count(present.SeenJoules);
    }

    /// <summary>Takes the leading session's last word.</summary>
    public void Close(EnergyResult? final)
    {
        Method ??= final?.Method;
        Count(final?.Energy?.Joules);
        _closed = _highest;
        (Leader, Latest, _before) = (null, null, null);
    }

    // Where this session's part begins is known a moment after it began; until then nothing is told, and nothing is ever taken back.
    private void Count(double? joules)
    {
        double? before = _before is null ? 0 : _before(Device);
        if (joules - before is { } own)
        {
            _highest = Math.Max(_highest, _closed + own);
            Joules = _highest;
        }
    }
}
