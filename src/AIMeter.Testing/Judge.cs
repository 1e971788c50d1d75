using AIMetering.Readings;
using AIMetering.Testing.Baselines;

namespace AIMetering.Testing;

/// <summary>Decides on intervals: within when all of the interval is, over when none of it is, undecided otherwise.</summary>
internal static class Judge
{
    private const string HoldsTheBudget = "the budget lies within the limits of what was measured";

    /// <summary>Why too much energy is no failure: other processes used part of it.</summary>
    public const string Crowded = "it is too much, but other processes kept CPUs busy meanwhile and their energy is in it; without their share of the CPU time it may be within. Measure where nothing else runs";

    // Where edges are most of what the sensors leave open, longer windows help; their scale nothing does.
    private const double Most = 0.5;

    /// <summary>Judges an energy against a budget.</summary>
    /// <param name="energy">The energy with its limits.</param>
    /// <param name="budget">The most it may be.</param>
    /// <param name="acceptPartial">Whether an energy that lacks a part may be within.</param>
    public static (EnergyVerdict Verdict, string? Reason) Budget(EnergyResult energy, Energy budget, bool acceptPartial) => energy switch
    {
        { IsKnown: false } => (EnergyVerdict.Undecided, $"the energy is not known: {energy.Reason}"),
        { Low: { } low } when low > budget => (EnergyVerdict.Over, null),
        { High: { } high } when high > budget => (EnergyVerdict.Undecided, HoldsTheBudget),
        { Missing.Count: > 0 } when !acceptPartial => (EnergyVerdict.Undecided, $"what was measured is within the budget, but it lacks a part: {string.Join("; ", energy.Missing)}"),
        _ => (EnergyVerdict.Within, null),
    };

    /// <summary>Judges what was measured so far against a budget.</summary>
    /// <param name="tally">The windows.</param>
    /// <param name="confidence">What this look may claim.</param>
    /// <param name="budget">The most it may be.</param>
    /// <param name="acceptPartial">Whether an energy that lacks a part may be within.</param>
    /// <param name="ownShare">The share of this process in the CPU time of the machine: what others used is in the figure.</param>
    /// <returns>The answer, and whether more windows would not change it.</returns>
    public static (EnergyVerdict Verdict, string? Reason, bool IsFinal) Budget(Tally tally, double confidence, Energy budget, bool acceptPartial, double ownShare)
    {
        EnergyResult energy = tally.Result(confidence);
        (EnergyVerdict verdict, string? reason) = Budget(energy, budget, acceptPartial);
        if (verdict == EnergyVerdict.Over && energy.Low!.Value.Joules * ownShare <= budget.Joules)
        {
            return (EnergyVerdict.Undecided, Crowded, true);
        }

        if (reason != HoldsTheBudget || !tally.IsOpenAt(budget, confidence))
        {
            return (verdict, reason, reason != HoldsTheBudget);
        }

        string remedy = tally.EdgeJoules > Most * energy.Bound!.Value.Joules ? "more windows would not change that, longer ones may (WindowLength)" : "more windows would not change that";
        return (verdict, $"{reason}, which are the sensors' own: {remedy}", true);
    }

    /// <summary>Judges a measurement against its baseline on the same machine.</summary>
    /// <remarks>
    /// The scale error of the same sensors is the same on both sides and drops out of the ratio; what the sensors cannot resolve at
    /// the windows' edges, and the spread of both sides, stay.
    /// </remarks>
    public static Comparison Regression(Tally tally, Baseline baseline, double confidence, double tolerance, double ownShare)
    {
        string? why = WhyNotEnergy(tally, baseline);
        (Estimate now, double edge) = why is null ? (tally.Energy, tally.EdgeJoules) : (tally.CpuTime, 0);
        BaselineFigure then = why is null ? baseline.Energy! : baseline.CpuTime;
        if (now.Mean <= 0 || then.Mean <= 0)
        {
            return new(EnergyVerdict.Undecided, double.NaN, 0, double.PositiveInfinity, why);
        }

        (double nowHalf, double thenHalf) = (now.HalfWidth(confidence), then.HalfWidth(confidence));
        double low = Quotient.Least(now.Mean - edge, nowHalf, then.Mean + then.Edge, thenHalf);
        double high = Quotient.Most(now.Mean + edge, nowHalf, then.Mean - then.Edge, thenHalf);
        bool isCrowded = why is null && low > 1 + tolerance && low * ownShare <= 1 + tolerance;
        EnergyVerdict verdict = isCrowded ? EnergyVerdict.Undecided : low > 1 + tolerance ? EnergyVerdict.Over : high <= 1 + tolerance ? EnergyVerdict.Within : EnergyVerdict.Undecided;
        return new(verdict, now.Mean / then.Mean, low, high, why) { IsCrowded = isCrowded };
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
/// <param name="Ratio">Now over then; not a number where one of them is nothing.</param>
/// <param name="Low">The least the ratio can be.</param>
/// <param name="High">The most it can be.</param>
/// <param name="CpuTimeBecause">Why CPU time was compared instead of energy; null when energy was.</param>
internal sealed record Comparison(EnergyVerdict Verdict, double Ratio, double Low, double High, string? CpuTimeBecause)
{
    /// <summary>Whether it would be over, had not other processes used part of the energy.</summary>
    public bool IsCrowded { get; init; }
}
