using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>What all sessions of this process measure, for the instruments of the BCL: one series a device, whatever runs.</summary>
internal sealed class TelemetryBoard(TimeProvider time)
{
    /// <summary>How many devices are told at most: far more than a machine has, fewer than backends refuse (OpenTelemetry's limit is 2000 series).</summary>
    public const int MostDevices = 500;

    // One collection asks each instrument in turn; they should tell of one moment.
    private static readonly TimeSpan OneCollection = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<ITelemetrySource> _sessions = [];
    private readonly SortedDictionary<string, DeviceLedger> _ledgers = new(StringComparer.Ordinal);
    private readonly EmissionLedger _emissions = new();
    private IReadOnlyDictionary<string, double> _series = new Dictionary<string, double>();
    private long? _refreshed;

    /// <summary>Begins a session. It leads the devices that no other leads from here, whether anybody listens or not.</summary>
    public void Add(ITelemetrySource session)
    {
        lock (_gate)
        {
            _sessions.Add(session);
            foreach (DeviceLedger ledger in LedgersOf(session).Where(ledger => ledger.Leader is null))
            {
                ledger.Lead(session, before: null);
            }

            _refreshed = null;
        }
    }

    /// <summary>Ends a session with its final figures.</summary>
    /// <param name="session">The session.</param>
    /// <param name="devices">The energy of each device.</param>
    /// <param name="prices">The grams that a joule of it came to, by carbon signal.</param>
    public void Remove(
        ITelemetrySource session, IEnumerable<(Device Device, EnergyResult Energy)> devices, IReadOnlyList<(string Signal, double GramsPerJoule)> prices)
    {
        lock (_gate)
        {
            _sessions.Remove(session);
            ILookup<string, EnergyResult> final = devices.ToLookup(each => each.Device.Id, each => each.Energy);
            foreach (DeviceLedger led in _ledgers.Values.Where(ledger => ledger.Leader == session))
            {
                double joules = led.Close(final[led.Device.Id].FirstOrDefault());
                Emit(led.Device, joules, prices);
            }

            HandOver();
            _refreshed = null;
        }
    }

    /// <summary>Every device with its energy so far.</summary>
    public IReadOnlyList<DeviceLedger> Devices()
    {
        lock (_gate)
        {
            Refresh();
            return [.. _ledgers.Values];
        }
    }

    /// <summary>The latest values of the running sessions' series by full name; empty while none runs.</summary>
    public IReadOnlyDictionary<string, double> Series()
    {
        lock (_gate)
        {
            Refresh();
            return _series;
        }
    }

    /// <summary>The grams so far, by carbon signal.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Grams()
    {
        lock (_gate)
        {
            Refresh();
            return _emissions.Grams;
        }
    }

    private void Refresh()
    {
        if (_refreshed is { } last && time.GetElapsedTime(last) < OneCollection)
        {
            return;
        }

        Dictionary<string, double> series = new(StringComparer.Ordinal);
        foreach (ITelemetrySource session in _sessions)
        {
            MeterSnapshot snapshot = session.Snapshot();
            Observe(session, snapshot);
            foreach ((string name, double value) in snapshot.Latest)
            {
                series.TryAdd(name, value);
            }
        }

        (_series, _refreshed) = (series, time.GetTimestamp());
    }

    private void Observe(ITelemetrySource session, MeterSnapshot snapshot)
    {
        IReadOnlyList<(string, double)>? prices = null;
        foreach (DeviceSnapshot device in snapshot.Devices)
        {
            if (LedgerOf(device.Device) is { } ledger && ledger.Leader == session)
            {
                Emit(device.Device, ledger.Observe(device), prices ??= session.Prices());
            }
        }
    }

    // What is outside the total is in it by another device.
    private void Emit(Device device, double joules, IReadOnlyList<(string Signal, double GramsPerJoule)> prices)
    {
        if (device.InTotal)
        {
            _emissions.Add(joules, prices);
        }
    }

    // A session that ran beside the one that ended goes on from here: what both saw was counted once.
    private void HandOver()
    {
        foreach (ITelemetrySource session in _sessions)
        {
            DeviceLedger[] free = [.. LedgersOf(session).Where(ledger => ledger.Leader is null)];
            Func<Device, (double, double)?>? before = free.Length > 0 ? session.Mark() : null;
            Array.ForEach(free, ledger => ledger.Lead(session, before));
        }
    }

    private IEnumerable<DeviceLedger> LedgersOf(ITelemetrySource session) =>
        session.Snapshot().Devices.Select(device => LedgerOf(device.Device)).OfType<DeviceLedger>();

    // Null for a device too many.
    private DeviceLedger? LedgerOf(Device device)
    {
        if (!_ledgers.TryGetValue(device.Id, out DeviceLedger? ledger) && _ledgers.Count < MostDevices)
        {
            _ledgers[device.Id] = ledger = new DeviceLedger(device);
        }

        return ledger;
    }
}
