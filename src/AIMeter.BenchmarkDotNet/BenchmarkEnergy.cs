using AIMetering.Readings;

namespace AIMetering.Diagnosers;

/// <summary>What the energy diagnoser found of one benchmark, over its actual workload iterations alone.</summary>
public sealed record BenchmarkEnergy
{
    /// <summary>Gets the energy of one operation; its limits hold the sensors' worst case and the spread between iterations.</summary>
    /// <remarks>Of whole devices: what other processes used meanwhile is in it. Unknown, with the reason, where nothing measured.</remarks>
    public required EnergyResult PerOperation { get; init; }

    /// <summary>Gets the spread between iterations in <see cref="PerOperation"/>: half of the 99.9 % confidence interval of the mean, as in
    /// BenchmarkDotNet's Error. Null when it is not known, as with a single iteration; the limits then hold the sensors' part alone.</summary>
    public Energy? Spread { get; init; }

    /// <summary>Gets the mean power over the iterations; null when the energy is not known.</summary>
    public Power? Power { get; init; }

    /// <summary>Gets the location-based carbon of one operation; null when no region was given or it is not known.</summary>
    public CarbonMass? CarbonPerOperation { get; init; }

    /// <summary>Gets why there is no carbon; null when there is.</summary>
    public string? CarbonReason { get; init; }

    /// <summary>Gets whether a region was given, so that carbon was asked for.</summary>
    public bool HasRegion { get; init; }

    /// <summary>Gets whether this is the energy above idle.</summary>
    public bool IsAboveIdle { get; init; }

    /// <summary>Gets whether the energy is the sum of the iterations; false when it is that of the window around them, whose limits allow for the time between.</summary>
    /// <remarks>Iterations in another process are not seen one by one. In this process the truth lies within the limits of both.</remarks>
    public bool IsExact { get; init; }

    /// <summary>Gets the share of the time from the first actual iteration to the last that the iterations took, 0 to 1.</summary>
    public double Coverage { get; init; }

    /// <summary>Gets how many actual workload iterations there were.</summary>
    public int Iterations { get; init; }

    /// <summary>Gets how many operations these made.</summary>
    public long Operations { get; init; }

    /// <summary>Gets how many times the benchmark was launched. The energy is that of the last launch: BenchmarkDotNet gives diagnosers no other, while its Mean is over all.</summary>
    public int Launches { get; init; } = 1;

    /// <summary>Gets the share of a workload iteration that BenchmarkDotNet takes for its own loop. It is taken out of the energy by this share, as it is of Mean; the limits allow for a loop that used nothing, or the most the devices can draw.</summary>
    public double LoopShare { get; init; }

    /// <summary>Gets the part of the relative bound that longer iterations would make smaller: what the sensor cannot resolve,
    /// relative to the whole energy, idle included. Null when it is not known.</summary>
    public double? ResolutionBound { get; init; }

    /// <summary>Gets what to do where the sensor is too slow for the iterations; null where it is not.</summary>
    public InvocationAdvice? Advice { get; init; }

    /// <summary>Gets every source that was looked for: ready or not, with reason and remedy. Empty when nothing could be started.</summary>
    public IReadOnlyList<SourceStatus> Sources { get; init; } = [];

    /// <summary>The relative scale error of the sensors, which is in the bound and the same for all benchmarks of a machine.</summary>
    internal double GainError { get; init; }

    internal static BenchmarkEnergy Unknown(string reason) => new() { PerOperation = EnergyResult.Unknown(reason) };
}

/// <summary>How many invocations an iteration needs so that the sensors can resolve it.</summary>
/// <param name="Present">How many an iteration has now.</param>
/// <param name="Needed">How many it needs: a power of two, or the next multiple of the unroll factor.</param>
/// <param name="Bound">The relative bound of the sensors to expect then: their scale, which no count improves, and what remains unresolved.</param>
public sealed record InvocationAdvice(long Present, long Needed, double Bound);
