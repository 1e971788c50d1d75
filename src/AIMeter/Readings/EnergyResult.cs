using System.Globalization;

namespace AIMetering.Readings;

/// <summary>A figure of energy with all that an instrument owes: method, source, error bound, and what is doubtful about it.</summary>
/// <remarks>
/// The truth lies between <see cref="Low"/> and <see cref="High"/>. The bound is a worst case, not a standard deviation: it adds
/// the sensor's scale error to what cannot be resolved at the window's edges (docs/accuracy.md). Unknown is not zero: an unknown
/// result has no energy, and says why.
/// </remarks>
public sealed record EnergyResult
{
    private EnergyResult()
    {
    }

    /// <summary>Gets the energy; null when it is not known.</summary>
    public Energy? Energy { get; private init; }

    /// <summary>Gets the least the truth can be; null when the energy is not known.</summary>
    public Energy? Low { get; private init; }

    /// <summary>Gets the most the truth can be; null when the energy is not known.</summary>
    public Energy? High { get; private init; }

    /// <summary>Gets how the figure came to be; null when it is not known.</summary>
    public MeasurementMethod? Method { get; private init; }

    /// <summary>Gets the source or sources it came from, joined by <c>+</c>.</summary>
    public string Source { get; private init; } = "";

    /// <summary>Gets what is doubtful about the figure.</summary>
    public EnergyCaveats Caveats { get; private init; }

    /// <summary>Gets why the energy is not known; null when it is.</summary>
    public string? Reason { get; private init; }

    /// <summary>Gets the parts a total lacks, each with its reason; empty when it is whole.</summary>
    public IReadOnlyList<string> Missing { get; private init; } = [];

    /// <summary>Gets whether the energy is known.</summary>
    public bool IsKnown => Energy is not null;

    /// <summary>Gets the half-width to print after ±: the farther of the two limits; null when the energy is not known.</summary>
    public Energy? Bound => Energy is { } energy && Low is { } low && High is { } high
        ? AIMetering.Energy.FromJoules(Math.Max(energy.Joules - low.Joules, high.Joules - energy.Joules))
        : null;

    /// <summary>Gets the bound relative to the energy; null when the energy is not known or zero.</summary>
    public double? RelativeBound => Energy is { Joules: > 0 } energy ? Bound!.Value.Joules / energy.Joules : null;

    /// <summary>An energy that is known.</summary>
    /// <exception cref="ArgumentException">The limits do not enclose the energy, or one is not a number.</exception>
    public static EnergyResult Known(
        Energy energy, Energy low, Energy high, MeasurementMethod method, string source,
        EnergyCaveats caveats = EnergyCaveats.None, IReadOnlyList<string>? missing = null)
    {
        if (!(low <= energy && energy <= high) || !double.IsFinite(energy.Joules))
        {
            throw new ArgumentException($"The limits {low} and {high} do not enclose {energy}.", nameof(energy));
        }

        return new() { Energy = energy, Low = low, High = high, Method = method, Source = source, Caveats = caveats, Missing = missing ?? [] };
    }

    /// <summary>An energy that is not known.</summary>
    /// <param name="reason">Why not.</param>
    /// <param name="source">The source that should have given it.</param>
    /// <param name="caveats">What happened.</param>
    /// <param name="missing">The parts a total lacks.</param>
    public static EnergyResult Unknown(string reason, string source = "", EnergyCaveats caveats = EnergyCaveats.None, IReadOnlyList<string>? missing = null) =>
        new() { Reason = reason, Source = source, Caveats = caveats, Missing = missing ?? [] };

    /// <summary>Divides a known energy and its limits by a number of units; unknown stays unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of units is not above zero.</exception>
    public EnergyResult Per(double units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        return Energy is null ? this : this with { Energy = Energy / units, Low = Low!.Value / units, High = High!.Value / units };
    }

    /// <summary>Adds results into one: limits add up in the worst case, an unknown part makes the sum partial, never zero.</summary>
    /// <param name="parts">The parts with the names to use for those that are missing.</param>
    public static EnergyResult Sum(IEnumerable<(string Name, EnergyResult Result)> parts)
    {
        double sum = 0, low = 0, high = 0;
        EnergyCaveats caveats = EnergyCaveats.None;
        List<string> missing = [], sources = [];
        MeasurementMethod? method = null;
        foreach ((string name, EnergyResult part) in parts)
        {
            caveats |= part.Caveats;
            missing.AddRange(part.Missing);
            if (part.Energy is not { } energy)
            {
                missing.Add($"{name}: {part.Reason}");
                continue;
            }

            (sum, low, high) = (sum + energy.Joules, low + part.Low!.Value.Joules, high + part.High!.Value.Joules);
            method = method is null || method == part.Method ? part.Method : MeasurementMethod.Mixed;
            if (!sources.Contains(part.Source, StringComparer.Ordinal))
            {
                sources.Add(part.Source);
            }
        }

        if (method is null)
        {
            return Unknown(missing.Count == 0 ? "nothing was measured" : string.Join("; ", missing), "", caveats, missing);
        }

        caveats |= missing.Count > 0 ? EnergyCaveats.Partial : EnergyCaveats.None;
        return Known(
            AIMetering.Energy.FromJoules(sum), AIMetering.Energy.FromJoules(low), AIMetering.Energy.FromJoules(high),
            method.Value, string.Join('+', sources), caveats, missing);
    }

    /// <summary>The same result with more caveats.</summary>
    public EnergyResult With(EnergyCaveats caveats) => this with { Caveats = Caveats | caveats };

    /// <summary>The energy with its bound and method, or the reason why it is not known.</summary>
    public override string ToString() => Energy is { } energy
        ? string.Create(CultureInfo.InvariantCulture, $"{energy.Joules:G6} J ± {Bound!.Value.Joules:G3} J ({Method}, {Source})")
        : $"unknown: {Reason}";
}
