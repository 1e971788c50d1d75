using AIMetering.Readings;

namespace AIMetering;

/// <summary>What a session has measured so far: cheap to ask for, frozen once given.</summary>
public sealed record MeterSnapshot
{
    /// <summary>Gets the time since the session's start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets the energy so far of all devices that count towards the total.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets the present power of all devices that count towards the total; null while that of any of them is not known.</summary>
    public Power? Power { get; init; }

    /// <summary>Gets the devices whose energy is accounted, those outside the total too.</summary>
    public required IReadOnlyList<DeviceSnapshot> Devices { get; init; }

    /// <summary>Gets the latest value of every series by its full name, such as <c>host.cpu_utilization</c>.</summary>
    public required IReadOnlyDictionary<string, double> Latest { get; init; }
}

/// <summary>What one device has used so far.</summary>
/// <param name="Device">The device.</param>
/// <param name="Energy">Its energy so far.</param>
/// <param name="Power">Its present power; null when not known yet.</param>
public sealed record DeviceSnapshot(Device Device, EnergyResult Energy, Power? Power)
{
    /// <summary>Gets the joules up to the sensor's last update, without a guess at what came after it; null while the start is not settled.</summary>
    internal double? SeenJoules { get; init; }
}
