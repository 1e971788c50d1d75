namespace AIMetering.Readings;

/// <summary>What a device is. Decides its place in the report, never its energy.</summary>
public enum DeviceKind
{
    /// <summary>A CPU package (socket) or die: cores, caches, memory controllers, integrated GPU.</summary>
    Cpu,

    /// <summary>Main memory (DRAM) of one socket.</summary>
    Memory,

    /// <summary>A GPU board: die, memory and voltage regulators.</summary>
    Gpu,

    /// <summary>A slice of a GPU (MIG instance); shares its parent's energy.</summary>
    GpuSlice,

    /// <summary>A part inside another device, such as the cores of a package; contained in it, never added.</summary>
    Part,

    /// <summary>A platform, module or system domain that contains other devices (psys, Grace module, Jetson VDD_IN).</summary>
    Platform,

    /// <summary>A meter outside the machine, such as a smart plug or a PDU; contains everything.</summary>
    Wall,

    /// <summary>The whole host as its operating system sees it.</summary>
    Host,

    /// <summary>The control group (container) this process runs in.</summary>
    Container,

    /// <summary>This process.</summary>
    Process,

    /// <summary>A series recorded by the user with <c>meter.Record</c>.</summary>
    User,

    /// <summary>Anything else.</summary>
    Other,
}
