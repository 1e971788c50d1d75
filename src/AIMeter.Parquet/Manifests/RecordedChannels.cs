using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>Makes the channels of a session again from the manifest of its run.</summary>
internal static class RecordedChannels
{
    /// <exception cref="InvalidDataException">The manifest lacks what a channel needs, or contradicts itself.</exception>
    public static Channel[] Of(RunManifest manifest)
    {
        Dictionary<string, Device> devices = Devices(manifest);
        return [.. manifest.Channels.Select(channel => ChannelOf(channel, devices))];
    }

    /// <summary>The devices of the run by their ids.</summary>
    /// <exception cref="InvalidDataException">One is of a kind that there is not.</exception>
    public static Dictionary<string, Device> Devices(RunManifest manifest)
    {
        Dictionary<string, Device> devices = new(StringComparer.Ordinal);
        foreach (RunDevice device in manifest.Devices)
        {
            devices[device.Id] = DeviceOf(device);
        }

        return devices;
    }

    private static Device DeviceOf(RunDevice device) => new(device.Id, Words.Read<DeviceKind>(device.Kind), device.Name)
    {
        Uuid = device.Uuid,
        PartOf = device.PartOf,
        InTotal = device.InTotal,
        ExclusionReason = device.ExclusionReason,
    };

    // Series that the program recorded may begin after the devices were written down.
    private static Channel ChannelOf(RunChannel channel, Dictionary<string, Device> devices)
    {
        Device device = devices.GetValueOrDefault(channel.Device)
            ?? (channel.Column is null ? new(channel.Device, DeviceKind.User) : throw new InvalidDataException($"the device of '{channel.Series}' is not described"));
        MetricUnit unit = new(channel.Unit, channel.UnitSuffix);
        return Words.Read<ChannelKind>(channel.Kind) switch
        {
            ChannelKind.EnergyCounter => Channel.EnergyCounter(device, Sensor(channel), channel.Metric),
            ChannelKind.Power => Channel.Power(device, Sensor(channel), channel.Metric, channel.AccountsEnergy),
            ChannelKind.Counter => Channel.Counter(device, channel.Metric, unit),
            _ => Channel.Gauge(device, channel.Metric, unit),
        };
    }

    private static SensorTraits Sensor(RunChannel channel) =>
        channel.Sensor?.Traits() ?? throw new InvalidDataException($"the sensor of '{channel.Series}' is not described");
}
