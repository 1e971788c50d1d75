using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>The instruments of the BCL's meter named <c>AIMeter</c>, by OpenTelemetry's semantic conventions for hardware (1.44).</summary>
/// <remarks>
/// Nothing is measured for them: they tell what running sessions measure anyway. Series are bounded by the machine's devices; names of
/// sessions, phases and series of the program's own never become tags.
/// </remarks>
internal sealed class Instruments
{
    public const string MeterName = "AIMeter";

    private const string Schema = "https://opentelemetry.io/schemas/1.44.0";
    private const double PercentToRatio = 0.01;

    private readonly TelemetryBoard _board;

    public Instruments(TelemetryBoard board)
    {
        _board = board;
        Meter meter = new(new MeterOptions(MeterName) { Version = Version(), TelemetrySchemaUrl = Schema });
        meter.CreateObservableCounter("hw.energy", () => Energies(Parts()), "J", "Energy consumed by the component while sessions ran.");
        meter.CreateObservableCounter("hw.host.energy", () => Energies(Hosts(_board.Devices())), "J", "Energy consumed by the whole host, as a platform domain or a meter at the wall shows it, while sessions ran.");
        meter.CreateObservableGauge("hw.power", () => Powers(Parts()), "W", "Instantaneous power consumed by the component.");
        meter.CreateObservableGauge("hw.host.power", () => Powers(Hosts(_board.Devices())), "W", "Instantaneous power consumed by the whole host.");
        meter.CreateObservableGauge("aimeter.energy.bound", () => Bounds(Parts().Concat(Hosts(_board.Devices()))), "J", "Half-width of the error bound of hw.energy and hw.host.energy, of the series with the same attributes.");
        meter.CreateObservableGauge("hw.gpu.utilization", () => Gauges("utilization", PercentToRatio), "1", "Share of time in which the GPU was busy.");
        meter.CreateObservableGauge("hw.gpu.memory.utilization", () => Gauges("memory_usage", PercentToRatio), "1", "Share of the GPU's memory in use.");
        meter.CreateObservableUpDownCounter("hw.gpu.memory.usage", () => Gauges("memory_used", 1), "By", "GPU memory in use.");
        meter.CreateObservableGauge("hw.temperature", () => Gauges("temperature", 1), "Cel", "Temperature of the component.");
        meter.CreateObservableCounter("aimeter.emissions", Emissions, "g{CO2eq}", "Carbon of the energy, by signal, at the intensity known when it was used; signals answer different questions and are not to be added.");
    }

    /// <summary>The devices that tell of the host as a whole.</summary>
    /// <remarks>One value a host: what a meter at the wall shows holds what the platform's own domain shows, and a sum would count it twice.</remarks>
    public static IEnumerable<DeviceLedger> Hosts(IReadOnlyList<DeviceLedger> devices)
    {
        ILookup<DeviceKind, DeviceLedger> hosts = devices.Where(ledger => IsHost(ledger.Device)).ToLookup(ledger => ledger.Device.Kind);
        return hosts[DeviceKind.Wall].Any(ledger => ledger.Accounts.Count > 0) ? hosts[DeviceKind.Wall] : hosts[DeviceKind.Platform];
    }

    private static string Version() =>
        typeof(Instruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static TagList Tags(Device device)
    {
        TagList tags = new() { { "hw.id", device.Id }, { "hw.name", device.Name } };
        if (!IsHost(device))
        {
            tags.Add("hw.type", TypeOf(device.Kind)); // a host is not a component
        }

        if (device.PartOf is { } parent)
        {
            tags.Add("hw.parent", parent);
        }

        return tags;
    }

    // An estimate must not pass for a measurement, on a dashboard least of all.
    private static TagList Tags(Device device, MeasurementMethod method)
    {
        TagList tags = Tags(device);
        tags.Add("aimeter.method", method.ToString().ToLowerInvariant());
        return tags;
    }

    private static bool IsHost(Device device) => device.Kind is DeviceKind.Platform or DeviceKind.Wall;

    private static string TypeOf(DeviceKind kind) => kind switch
    {
        DeviceKind.Cpu => "cpu",
        DeviceKind.Memory => "memory",
        DeviceKind.Gpu or DeviceKind.GpuSlice => "gpu",
        _ => "enclosure",
    };

    private IEnumerable<DeviceLedger> Parts() => _board.Devices().Where(ledger => ledger.Device.InTotal);

    private static IEnumerable<Measurement<double>> Energies(IEnumerable<DeviceLedger> ledgers) =>
        from ledger in ledgers
        from account in ledger.Accounts
        select new Measurement<double>(account.Joules, Tags(ledger.Device, account.Method));

    private static IEnumerable<Measurement<double>> Bounds(IEnumerable<DeviceLedger> ledgers) =>
        from ledger in ledgers
        from account in ledger.Accounts
        select new Measurement<double>(account.Bound, Tags(ledger.Device, account.Method));

    private static IEnumerable<Measurement<double>> Powers(IEnumerable<DeviceLedger> ledgers) =>
        from ledger in ledgers
        where ledger.IsPresent && ledger.Latest!.Power is not null
        select new Measurement<double>(ledger.Latest!.Power!.Value.Watts, Tags(ledger.Device, ledger.Latest.Energy.Method!.Value));

    private IEnumerable<Measurement<double>> Gauges(string metric, double factor)
    {
        IReadOnlyDictionary<string, double> series = _board.Series();
        return
            from ledger in _board.Devices()
            where ledger.Device.Kind == DeviceKind.Gpu && ledger.IsPresent && series.ContainsKey($"{ledger.Device.Id}.{metric}")
            select new Measurement<double>(series[$"{ledger.Device.Id}.{metric}"] * factor, Tags(ledger.Device));
    }

    private IEnumerable<Measurement<double>> Emissions() =>
        _board.Grams().Select(each => new Measurement<double>(each.Value, new KeyValuePair<string, object?>("aimeter.carbon.signal", each.Key)));
}
