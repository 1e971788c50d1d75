namespace AIMetering.Sources.Rapl;

/// <summary>One energy counter that is kept open: a powercap file, a perf event or a register.</summary>
internal interface IRaplCounter : IDisposable
{
    /// <summary>Gets what it counts.</summary>
    RaplDomain Domain { get; }

    /// <summary>Gets the joules of one count.</summary>
    double JoulesPerCount { get; }

    /// <summary>Gets the count at which it starts again at zero; null when it never does in practice.</summary>
    double? WrapsAt { get; }

    /// <summary>Reads the raw count.</summary>
    /// <returns>Null when it was read; otherwise the constant reason why not, with no count.</returns>
    string? Read(out double counts);
}
