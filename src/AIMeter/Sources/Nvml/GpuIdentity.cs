namespace AIMetering.Sources.Nvml;

/// <summary>Who a GPU is. The UUID is the key: indexes change over reboots and differ between NVML and CUDA.</summary>
internal sealed record GpuIdentity(int Index, nint Handle, string Uuid, string Name, string PciBusId)
{
    /// <summary>Gets the generation as NVML numbers it: Volta 5, Turing 6, Ampere 7, Ada 8, Hopper 9, Blackwell 10.</summary>
    /// <value>Null when unknown.</value>
    public uint? Architecture { get; init; }

    /// <summary>Gets the CUDA compute capability as 10 × major + minor, such as 80 for GA100; 0 when unknown.</summary>
    public int ComputeCapability { get; init; }

    /// <summary>Gets the MIG slices; empty when MIG is off.</summary>
    public IReadOnlyList<GpuSlice> Slices { get; init; } = [];

    /// <summary>Gets whether MIG is on.</summary>
    public bool IsPartitioned { get; init; }

    /// <summary>Gets the PCI bus id in one spelling: eight hexadecimal digits of domain, lower case.</summary>
    public string CanonicalBusId { get; } = PciAddress.TryParse(PciBusId, out string? canonical) ? canonical : PciBusId;
}

/// <summary>A MIG slice of a GPU.</summary>
/// <param name="Index">Its MIG index on its parent.</param>
/// <param name="Handle">Its NVML handle.</param>
/// <param name="Uuid">Its UUID, <c>MIG-…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="ComputeSlices">The compute slices it holds.</param>
/// <param name="ParentSlices">The compute slices of the whole GPU.</param>
internal sealed record GpuSlice(int Index, nint Handle, string Uuid, string Name, int ComputeSlices, int ParentSlices)
{
    /// <summary>Gets the share of the GPU's compute slices; null when the driver does not tell.</summary>
    public double? Share => ComputeSlices > 0 && ParentSlices > 0 ? Math.Min(1, (double)ComputeSlices / ParentSlices) : null;
}
