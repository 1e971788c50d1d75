using AIMetering.Readings;

namespace AIMetering.Reports.Json;

/// <summary>Gives each device of a report a key, so that it is described once: its id, or id#2 where two descriptions share one.</summary>
internal sealed class HardwareKeys
{
    private readonly Dictionary<Device, string> _keys = [];
    private readonly List<Device> _devices = [];

    public string Of(Device device)
    {
        if (!_keys.TryGetValue(device, out string? key))
        {
            key = device.Id;
            for (int number = 2; _keys.ContainsValue(key); number++)
            {
                key = FormattableString.Invariant($"{device.Id}#{number}");
            }

            _keys.Add(device, key);
            _devices.Add(device);
        }

        return key;
    }

    public HardwareDocument[] Describe() =>
    [
        .. _devices.Select(device => new HardwareDocument(
            _keys[device], device.Id, device.Kind, device.Name, device.Uuid, device.PartOf, device.InTotal, device.ExclusionReason)),
    ];

    public static Dictionary<string, Device> Read(HardwareDocument[] hardware) => hardware.ToDictionary(
        entry => entry.Key,
        entry => new Device(entry.Id, entry.Kind, entry.Name)
        {
            Uuid = entry.Uuid,
            PartOf = entry.PartOf,
            InTotal = entry.InTotal,
            ExclusionReason = entry.ExclusionReason,
        },
        StringComparer.Ordinal);
}
