using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Estimate;

/// <summary>What the model's figures rest on.</summary>
internal enum ModelBasis
{
    /// <summary>Wall power of whole servers of the same micro-architecture, per hardware thread.</summary>
    Coefficients,

    /// <summary>Thermal design power with a straight line from 10 % when idle.</summary>
    DesignPower,

    /// <summary>Averages over server CPUs of any kind, because the CPU is not known.</summary>
    Generic,
}

/// <summary>The power of a CPU by load: a straight line for each hardware thread, from idle to busy.</summary>
/// <param name="Name">What the model is of, for people.</param>
/// <param name="Basis">What its figures rest on.</param>
/// <param name="IdleWatts">Watts per hardware thread when idle.</param>
/// <param name="FullWatts">Watts per hardware thread when busy.</param>
/// <param name="RelativeError">The half-width of the error range, relative to the estimate.</param>
internal sealed record CpuPowerModel(string Name, ModelBasis Basis, double IdleWatts, double FullWatts, double RelativeError)
{
    /// <summary>The published range of per-thread coefficients; no estimate claims to be better.</summary>
    public const double SmallestError = 0.30;

    /// <summary>The published range of estimates from design power: up to 40 % off a wall meter over hundreds of AI runs.</summary>
    public const double DesignPowerError = 0.40;

    /// <summary>The range of figures nobody measured on this kind of CPU: half to twice.</summary>
    public const double GenericError = 1.00;

    /// <summary>Gets whether the figures already hold what memory, fans and power supply draw.</summary>
    public bool IsWholeServer => Basis != ModelBasis.DesignPower;

    /// <summary>Gets the energy in joules that one tick of busy time adds: the step in which the estimate grows.</summary>
    public double JoulesPerTick => (FullWatts - IdleWatts) / CpuTimes.TicksPerSecond;

    /// <summary>The power in watts of so many threads at a utilization from 0 to 1.</summary>
    public double Power(double threads, double utilization) => threads * (IdleWatts + utilization * (FullWatts - IdleWatts));

    /// <summary>The energy in joules that so many threads take over a time; the busy seconds are summed over the threads.</summary>
    public double Energy(double threads, double seconds, double busySeconds) =>
        threads * IdleWatts * seconds + (FullWatts - IdleWatts) * busySeconds;
}
