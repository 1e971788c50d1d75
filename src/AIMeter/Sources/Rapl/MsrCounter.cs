namespace AIMetering.Sources.Rapl;

/// <summary>An energy register.</summary>
internal sealed class MsrCounter(MsrFile file, uint register, RaplDomain domain, double joulesPerCount) : IRaplCounter
{
    /// <summary>Why a read failed.</summary>
    public const string Refused = "the kernel or hypervisor refused to read the register";

    public RaplDomain Domain { get; } = domain;

    public double JoulesPerCount { get; } = joulesPerCount;

    public double? WrapsAt => MsrLayout.WrapsAt;

    public string? Read(out double counts)
    {
        bool read = file.TryRead(register, out ulong value);
        counts = read ? (uint)value : double.NaN; // the upper half is reserved
        return read ? null : Refused;
    }

    /// <summary>Closes the file, which the counters of a package share; closing it twice does no harm.</summary>
    public void Dispose() => file.Dispose();
}
