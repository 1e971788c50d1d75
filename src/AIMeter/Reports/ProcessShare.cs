using AIMetering.Readings;

namespace AIMetering;

/// <summary>The part of the CPU and memory energy that CPU time attributes to this process. Parts and rest add up to the devices.</summary>
public sealed record ProcessShare
{
    /// <summary>Gets the CPU time of this process divided by the busy time of the host; 0 to 1.</summary>
    public required double CpuTimeShare { get; init; }

    /// <summary>Gets the energy attributed to this process.</summary>
    public required EnergyResult Energy { get; init; }

    /// <summary>Gets the rest: other processes, the kernel, and the idle power when the rule leaves it out.</summary>
    public required EnergyResult Unattributed { get; init; }

    /// <summary>Gets the energy that was shared out: CPU packages and memory.</summary>
    public required EnergyResult Shared { get; init; }

    /// <summary>Gets the rule in words.</summary>
    public required string Rule { get; init; }
}
