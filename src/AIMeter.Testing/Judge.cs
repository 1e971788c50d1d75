using AIMetering.Readings;
using AIMetering.Testing.Baselines;

namespace AIMetering.Testing;

/// <summary>Decides on intervals: within when all of the interval is, over when none of it is, undecided otherwise.</summary>
internal static class Judge
{
    /// <summary>Judges an energy against a budget.</summary>
    /// <param name="energy">The energy with its limits.</param>
    /// <param name="budget">The most it may be.</param>
    /// <param name="acceptPartial">Whether an energy that lacks a part may be within.</param>
    public static (EnergyVerdict Verdict, string? Reason) Budget(EnergyResult energy, Energy budget, bool acceptPartial) => energy switch
    {
        { IsKnown: false } => (EnergyVerdict.Undecided, $"the energy is not known: {energy.Reason}"),
        { Low: { } low } when low > budget => (EnergyVerdict.Over, null),
        { High: { } high } when high > budget => (EnergyVerdict.Undecided, "the budget lies within the limits of what was measured"),
        { Missing.Count: > 0 } when !acceptPartial => (EnergyVerdict.Undecided, $"what was measured is within the budget, but it lacks a part: {string.Join("; ", energy.Missing)}"),
        _ => (EnergyVerdict.Within, null),
    };

    /// <summary>Judges a measurement against its baseline on the same machine.</summary>
    /// <remarks>
    /// The scale error of the same sensors is the same on both sides and drops out of the ratio; what the sensors cannot resolve at
    /// the windows' edges, and the spread of both sides, stay.
    /// </remarks>
    public static Comparison Regression(Tally tally, Baseline baseline, double confidence, double tolerance)
    {
        string? why = WhyNotEnergy(tally, baseline);
        (Estimate now, double edge) = why is null ? (tally.Energy, tally.EdgeJoules) : (tally.CpuTime, 0);
        BaselineFigure then = why is null ? baseline.Energy! : baseline.CpuTime;
        double ratio = now.Mean / then.Mean;
        double spread = double.Hypot(now.HalfWidth(confidence) / now.Mean, Student.TwoSided(confidence, then.Windows - 1) * then.StandardError / then.Mean);
        double half = ratio * (spread + (edge / now.Mean) + (then.Edge / then.Mean));
        EnergyVerdict verdict = ratio - half > 1 + tolerance ? EnergyVerdict.Over
            : ratio + half <= 1 + tolerance ? EnergyVerdict.Within
            : EnergyVerdict.Undecided;
        return new(verdict, ratio, Math.Max(0, ratio - half), ratio + half, why);
    }

    private static string? WhyNotEnergy(Tally tally, Baseline baseline)
    {
        if (tally.Unknown is { } unknown)
        {
            return $"the energy is not known: {unknown}";
        }

        EnergyResult energy = tally.Result(0.5);
        return energy.Method == MeasurementMethod.Estimated || energy.Caveats.HasFlag(EnergyCaveats.ContainsEstimate) ? "the energy is an estimate, which rests on CPU time itself"
            : tally.Energy.Mean <= 0 ? "no energy was seen"
            : baseline.Energy is null ? "the baseline has no measured energy"
            : null;
    }
}

/// <summary>A measurement against its baseline.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Ratio">Now over then.</param>
/// <param name="Low">The least the ratio can be.</param>
/// <param name="High">The most it can be.</param>
/// <param name="CpuTimeBecause">Why CPU time was compared instead of energy; null when energy was.</param>
internal sealed record Comparison(EnergyVerdict Verdict, double Ratio, double Low, double High, string? CpuTimeBecause);
