namespace AIMetering.Hosting;

/// <summary>The measurement of a service: have it injected wherever energy is asked for.</summary>
/// <remarks>The session starts before the first hosted service and ends after the last, so while requests are served it is there.</remarks>
public sealed class ServiceMeter
{
    private volatile Started? _started;
    private volatile MeterReport? _report;
    private volatile string? _absence = "the host has not started yet";

    internal ServiceMeter()
    {
    }

    /// <summary>Gets the session that measures the service for its lifetime; stopped once the host has.</summary>
    /// <value>
    /// Null before the host starts, when measuring is turned off by <see cref="AIMeterOptions.Enabled"/>, and when it failed;
    /// <see cref="Absence"/> says which. Turned off by <c>AIMETER_DISABLED</c>, it is a session whose every figure is unknown for that reason.
    /// </value>
    public MeterSession? Session => _started?.Session;

    /// <summary>Gets how the service's pieces of work, such as jobs, messages or requests, share the session's energy.</summary>
    /// <remarks><c>UseAIMeter()</c> of the package <c>AIMeter.AspNetCore</c> begins one for each request here: where it is used, begin none inside requests.</remarks>
    /// <value>Null when <see cref="Session"/> is.</value>
    public EnergyShares? Shares => _started?.Shares;

    /// <summary>Gets why there is no session; null when there is one.</summary>
    public string? Absence => _absence;

    /// <summary>Gets what was measured over the lifetime of the service; null until the host has stopped.</summary>
    public MeterReport? Report => _report;

    /// <summary>Gets the switch that turned measuring off; null when it is on, or not known to be off yet.</summary>
    internal string? TurnedOffBy { get; private set; }

    internal void Begin(MeterSession session)
    {
        _started = new Started(session, new EnergyShares(session));
        _absence = null;
    }

    internal void Lack(string reason) => _absence = reason;

    internal void TurnOff(string by) => (TurnedOffBy, _absence) = (by, _started is null ? $"measuring is turned off by {by}" : null);

    internal void End(MeterReport report) => _report = report;

    private sealed record Started(MeterSession Session, EnergyShares Shares);
}
