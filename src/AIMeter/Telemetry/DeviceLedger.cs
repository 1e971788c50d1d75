using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>The energy of one device over all sessions of the process: each joule once, however many sessions saw it.</summary>
/// <remarks>
/// Of sessions that overlap, one leads; when it ends, another that still runs takes over from that moment. What a device uses
/// while no session runs was not measured and is not counted.
/// </remarks>
internal sealed class DeviceLedger(Device device)
{
    private double _closed, _offset, _highest;

    public Device Device { get; } = device;

    public ITelemetrySource? Leader { get; private set; }

    /// <summary>Gets the latest state of the device; null while no session runs.</summary>
    public DeviceSnapshot? Latest { get; private set; }

    /// <summary>Gets the joules so far; null until the first figure is known.</summary>
    public double? Joules { get; private set; }

    /// <summary>Gets how the energy came to be; the first answer stays, or the series would break in two.</summary>
    public MeasurementMethod? Method { get; private set; }

    public void Lead(ITelemetrySource session, DeviceSnapshot? present)
    {
        Leader = session;
        _offset = present?.Energy.Energy?.Joules ?? 0; // at this moment, not at the last update, up to which the other session counted too
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
        (Leader, Latest) = (null, null);
    }

    // The first edge is still refined for a moment after it was first told; a counter never goes back.
    private void Count(double? joules)
    {
        if (joules is { } known)
        {
            _highest = Math.Max(_highest, _closed + known - _offset);
            Joules = _highest;
        }
    }
}
