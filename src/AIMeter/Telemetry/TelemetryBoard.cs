using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>What all sessions of this process measure, for the instruments of the BCL: one series a device, whatever runs.</summary>
internal sealed class TelemetryBoard(TimeProvider time)
{
    // One collection asks each instrument in turn; they should tell of one moment.
    private static readonly TimeSpan OneCollection = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<ITelemetrySource> _sessions = [];
    private readonly SortedDictionary<string, DeviceLedger> _ledgers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _grams = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, double> _series = new Dictionary<string, double>();
    private long? _refreshed;

    public void Add(ITelemetrySource session)
    {
        lock (_gate)
        {
            _sessions.Add(session);
            _refreshed = null;
        }
    }

    /// <summary>Ends a session with its final figures.</summary>
    /// <param name="session">The session.</param>
    /// <param name="devices">The energy of each device.</param>
    /// <param name="grams">The grams of each carbon signal.</param>
    public void Remove(ITelemetrySource session, IEnumerable<(Device Device, EnergyResult Energy)> devices, IEnumerable<(string Signal, double Grams)> grams)
    {
        lock (_gate)
        {
            _sessions.Remove(session);
            foreach ((Device device, EnergyResult energy) in devices)
            {
                DeviceLedger ledger = LedgerOf(device);
                if (ledger.Leader is null)
                {
                    ledger.Lead(session, before: null); // it began and ended between two collections
                }

                if (ledger.Leader == session)
                {
                    ledger.Close(energy);
                }
            }

            foreach (DeviceLedger orphan in _ledgers.Values.Where(ledger => ledger.Leader == session))
            {
                orphan.Close(final: null);
            }

            foreach ((string signal, double value) in grams)
            {
                _grams[signal] = _grams.GetValueOrDefault(signal) + value;
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

    /// <summary>The grams of all sessions that ended, by carbon signal.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Grams()
    {
        lock (_gate)
        {
            return [.. _grams];
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
            foreach (DeviceSnapshot device in snapshot.Devices)
            {
                DeviceLedger ledger = LedgerOf(device.Device);
                if (ledger.Leader is null)
                {
                    ledger.Lead(session, before: null);
                }

                if (ledger.Leader == session)
                {
                    ledger.Observe(device);
                }
            }

            foreach ((string name, double value) in snapshot.Latest)
            {
                series.TryAdd(name, value);
            }
        }

        (_series, _refreshed) = (series, time.GetTimestamp());
    }

    // A session that ran beside the one that ended goes on from here: what both saw was counted once.
    private void HandOver()
    {
        foreach (ITelemetrySource session in _sessions)
        {
            DeviceLedger[] free = [.. session.Snapshot().Devices.Select(device => LedgerOf(device.Device)).Where(ledger => ledger.Leader is null)];
            Func<Device, double?>? before = free.Length > 0 ? session.Mark() : null;
            Array.ForEach(free, ledger => ledger.Lead(session, before));
        }
    }

    private DeviceLedger LedgerOf(Device device)
    {
        if (!_ledgers.TryGetValue(device.Id, out DeviceLedger? ledger))
        {
            _ledgers[device.Id] = ledger = new DeviceLedger(device);
        }

        return ledger;
    }
}
