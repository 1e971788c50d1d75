using AIMetering.Readings;

namespace AIMetering.Diagnosers;

/// <summary>An energy beside that of the baseline.</summary>
/// <param name="Value">How many times the baseline's.</param>
/// <param name="Bound">The farther limit of the truth; infinite where the baseline's can be nothing.</param>
internal readonly record struct EnergyRatio(double Value, double Bound)
{
    /// <summary>Compares; null where one is not known or the baseline is nothing.</summary>
    public static EnergyRatio? Of(BenchmarkEnergy energy, BenchmarkEnergy baseline)
    {
        if (ReferenceEquals(energy, baseline))
        {
            return energy.PerOperation.IsKnown ? new(1, 0) : null;
        }

        if (energy.PerOperation.Energy is not { } own || baseline.PerOperation.Energy is not { Joules: > 0 } other)
        {
            return null;
        }

        bool isSameScale = IsMeasured(energy) && IsMeasured(baseline) && energy.PerOperation.Source == baseline.PerOperation.Source;
        (double doubt, double otherDoubt) = (Doubt(energy, isSameScale), Doubt(baseline, isSameScale));
        double ratio = own / other;
        double high = other.Joules > otherDoubt ? (own.Joules + doubt) / (other.Joules - otherDoubt) : double.PositiveInfinity;
        return new(ratio, Math.Max(high - ratio, ratio - ((own.Joules - doubt) / (other.Joules + otherDoubt))));
    }

    // The same sensor is off by the same scale in both and drops out; a model may be off by another in each.
    private static bool IsMeasured(BenchmarkEnergy energy) =>
        energy.PerOperation.Method != MeasurementMethod.Estimated && !energy.PerOperation.Caveats.HasFlag(EnergyCaveats.ContainsEstimate);

    private static double Doubt(BenchmarkEnergy energy, bool withoutScale) =>
        Math.Max(0, energy.PerOperation.Bound!.Value.Joules - (withoutScale ? energy.GainError * Math.Abs(energy.PerOperation.Energy!.Value.Joules) : 0));
}
