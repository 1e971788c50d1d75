namespace AIMetering.Readings;

/// <summary>The machine a report was measured on.</summary>
public sealed record MachineDescription
{
    /// <summary>Gets the operating system, such as <c>Debian GNU/Linux 12</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Gets the kernel's version; null when not known.</summary>
    public string? Kernel { get; init; }

    /// <summary>Gets the processor's name as it calls itself; null when not known.</summary>
    public string? Cpu { get; init; }

    /// <summary>Gets how many hardware threads this process sees.</summary>
    public int LogicalCpus { get; init; }

    /// <summary>Gets the host's main memory in bytes; null when not known.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Gets the kind of container or virtual machine, such as <c>docker</c>; null when none was noticed.</summary>
    public string? Container { get; init; }

    /// <summary>Gets the .NET runtime, such as <c>.NET 10.0.12</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Gets the architecture of this process, such as <c>X64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Gets the version of AIMeter.</summary>
    public required string AIMeterVersion { get; init; }
}
