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
    /// <value>Null before the host starts, when measuring is turned off, and when it failed; <see cref="Absence"/> says which.</value>
    public MeterSession? Session => _started?.Session;

    /// <summary>Gets how requests share the session's energy; what <c>UseAIMeter()</c> tells them is from here.</summary>
    /// <value>Null when <see cref="Session"/> is.</value>
    public EnergyShares? Requests => _started?.Requests;

    /// <summary>Gets why there is no session; null when there is one.</summary>
    public string? Absence => _absence;

    /// <summary>Gets what was measured over the lifetime of the service; null until the host has stopped.</summary>
    public MeterReport? Report => _report;

    internal void Begin(MeterSession session)
    {
        _started = new Started(session, new EnergyShares(session));
        _absence = null;
    }

    internal void Lack(string reason) => _absence = reason;

    internal void End(MeterReport report) => _report = report;

    private sealed record Started(MeterSession Session, EnergyShares Requests);
}
