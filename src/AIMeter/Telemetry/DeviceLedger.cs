using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>The energy of one device over all sessions of the process: each joule once, however many sessions saw it.</summary>
/// <remarks>
/// Of sessions that overlap, one leads; when it ends, another that still runs takes over from that moment. What a device uses
/// while no session runs was not measured and is not counted.
/// </remarks>
internal sealed class DeviceLedger(Device device)
{
    private readonly SortedDictionary<MeasurementMethod, EnergyAccount> _accounts = [];
    private Func<Device, (double Joules, double Doubt)?>? _before;

    public Device Device { get; } = device;

    public ITelemetrySource? Leader { get; private set; }

    /// <summary>Gets the latest state of the device; null while no session runs.</summary>
    public DeviceSnapshot? Latest { get; private set; }

    /// <summary>Gets the joules by method; empty until the first figure is known.</summary>
    public IReadOnlyCollection<EnergyAccount> Accounts => _accounts.Values;

    /// <summary>Gets whether the sensor answers: what it said last is not the present once it is lost.</summary>
    public bool IsPresent => Latest is { Energy: { IsKnown: true } energy } && !energy.Caveats.HasFlag(EnergyCaveats.SensorLost);

    /// <summary>Follows a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="before">Tells what the session measured before this moment; null when it counts from its start.</param>
    public void Lead(ITelemetrySource session, Func<Device, (double Joules, double Doubt)?>? before)
    {
        Leader = session;
        _before = before;
    }

    /// <summary>Takes what the leading session has measured so far.</summary>
    /// <returns>The joules that came on.</returns>
    public double Observe(DeviceSnapshot present)
    {
        Latest = present;
        return present.SeenJoules is { } joules ? Count(present.Energy, joules) : 0;
    }

    /// <summary>Takes the leading session's last word; null when it has none.</summary>
    /// <returns>The joules that came on.</returns>
    public double Close(EnergyResult? final)
    {
        double more = final?.Energy is { } energy ? Count(final, energy.Joules) : 0;
        foreach (EnergyAccount account in _accounts.Values)
        {
            account.Close();
        }

        (Leader, Latest, _before) = (null, null, null);
        return more;
    }

    // Where this session's part begins is known a moment after it began; until then nothing is told, and nothing is ever taken back.
    private double Count(EnergyResult energy, double joules) =>
        (_before is null ? (0, 0) : _before(Device)) is { } before
            ? AccountOf(energy.Method!.Value).Count(joules - before.Joules, energy.Bound!.Value.Joules + before.Doubt) : 0;

    private EnergyAccount AccountOf(MeasurementMethod method)
    {
        if (!_accounts.TryGetValue(method, out EnergyAccount? account))
        {
            _accounts[method] = account = new EnergyAccount(method);
        }

        return account;
    }
}
