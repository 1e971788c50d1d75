namespace AIMetering.Readings;

/// <summary>Something that is measured: a CPU package, a GPU, a memory domain, the host, a smart plug.</summary>
public sealed record Device
{
    /// <summary>Makes a device.</summary>
    /// <param name="id">A short id, unique in a session, such as <c>cpu0</c>, <c>dram1</c>, <c>gpu3</c>; used in column names.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="name">What people call it, such as <c>AMD EPYC 9654</c>; null takes the id.</param>
    /// <exception cref="ArgumentException">The id is empty or holds white space.</exception>
    public Device(string id, DeviceKind kind, string? name = null)
    {
        if (string.IsNullOrEmpty(id) || id.Any(char.IsWhiteSpace))
        {
            throw new ArgumentException($"A device id names columns, so it is not empty and holds no white space; it was '{id}'.", nameof(id));
        }

        (Id, Kind, Name) = (id, kind, name ?? id);
        InTotal = kind is DeviceKind.Cpu or DeviceKind.Memory or DeviceKind.Gpu;
    }

    /// <summary>Gets the short id, unique in a session.</summary>
    public string Id { get; }

    /// <summary>Gets what it is.</summary>
    public DeviceKind Kind { get; }

    /// <summary>Gets what people call it.</summary>
    public string Name { get; }

    /// <summary>Gets the stable hardware identity, such as a GPU's UUID; null where there is none.</summary>
    public string? Uuid { get; init; }

    /// <summary>Gets the id of the device that contains this one; null when none does, or none is known.</summary>
    public string? PartOf { get; init; }

    /// <summary>Gets whether the energy of this device belongs in the total of the machine.</summary>
    /// <value>
    /// True for the devices that together cover the machine without overlap (CPU packages, DRAM, GPUs), which is the default
    /// for those kinds; false for a part of another device and for a domain that contains others.
    /// </value>
    public bool InTotal { get; init; }

    /// <summary>Gets why the device's energy is left out of the total; null when it is in it or has no energy.</summary>
    public string? ExclusionReason { get; init; }
}
