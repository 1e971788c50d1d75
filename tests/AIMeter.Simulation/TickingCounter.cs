using AIMetering.Readings;

namespace AIMetering.Simulation;

/// <summary>An energy counter that updates at its own ticks, in its own quanta, with a scale error and, if wanted, a wrap.</summary>
/// <param name="load">What it measures.</param>
/// <param name="period">The time between two updates, in seconds.</param>
/// <param name="phase">When the first update comes, as a share of the period.</param>
/// <param name="quantum">The joules of one count.</param>
/// <param name="gain">What the sensor says for one joule: 1.02 shows 2 % too much.</param>
/// <param name="wrapsAt">The count at which it starts again at zero; null for never.</param>
/// <param name="jitter">The greatest lateness of an update, as a share of the period.</param>
/// <param name="offset">The count at time 0.</param>
/// <param name="jumps">The share of updates after which the sensor goes on at another phase, as after a pause of any length.</param>
/// <param name="seed">Where the jumps come from.</param>
public sealed class TickingCounter(
    Load load, double period, double phase, double quantum, double gain = 1, double? wrapsAt = null, double jitter = 0, double offset = 0,
    double jumps = 0, int seed = 0)
{
    // Longer than any simulated session.
    private const double Longest = 500;

    private readonly double[]? _jumpingTicks = jumps > 0 ? [.. JumpingTicks(period, phase, jumps, new Random(seed))] : null;

    public Load Load { get; } = load;

    /// <summary>The raw count that a read at this time gives.</summary>
    public double Read(double seconds)
    {
        double counts = offset + Math.Floor(Math.Max(0, Load.Energy(Math.Max(0, LastTick(seconds))) * gain) / quantum);
        return wrapsAt is { } range ? counts % range : counts;
    }

    /// <summary>What the meter is told about this sensor.</summary>
    public SensorTraits Traits(double gainError, double? maxWatts = null, double longest = 2) => new()
    {
        JoulesPerCount = quantum,
        WrapsAt = wrapsAt,
        RefreshPeriod = TimeSpan.FromSeconds(period),
        LongestRefreshPeriod = TimeSpan.FromSeconds(period * longest),
        GainError = gainError,
        MaxPowerWatts = maxWatts,
    };

    private static IEnumerable<double> JumpingTicks(double period, double phase, double jumps, Random random)
    {
        for (double at = (phase - 1) * period; at < Longest; at += period * (random.NextDouble() < jumps ? 1 + random.NextDouble() : 1))
        {
            yield return at;
        }
    }

    private double LastTick(double seconds)
    {
        if (_jumpingTicks is not null)
        {
            int found = Array.BinarySearch(_jumpingTicks, seconds);
            return _jumpingTicks[Math.Clamp(found >= 0 ? found : ~found - 1, 0, _jumpingTicks.Length - 1)];
        }

        double tick = Math.Floor((seconds / period) - phase);
        double at = (tick + phase + Lateness(tick)) * period;
        return at <= seconds ? at : (tick - 1 + phase + Lateness(tick - 1)) * period;
    }

    // A fixed pseudo-random lateness for each tick, so that the sensor gives the same answer to the same question.
    private double Lateness(double tick)
    {
        if (jitter == 0)
        {
            return 0;
        }

        double hash = Math.Sin((tick * 12.9898) + 78.233) * 43758.5453;
        return jitter * (hash - Math.Floor(hash));
    }
}
