using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>The operational carbon of a run for one signal: how much, how surely, and on whose word.</summary>
public sealed record CarbonResult
{
    internal CarbonResult()
    {
    }

    /// <summary>Gets the question the mass answers.</summary>
    public required CarbonSignal Signal { get; init; }

    /// <summary>Gets the mass emitted for the priced energy; null when none could be priced, which is not 0 g: see
    /// <see cref="Reason"/>.</summary>
    public CarbonMass? Mass { get; init; }

    /// <summary>Gets the mass at the lower bound of the energy; null with <see cref="Mass"/>. The intensity is taken as
    /// published.</summary>
    public CarbonMass? Low { get; init; }

    /// <summary>Gets the mass at the upper bound of the energy; null with <see cref="Mass"/>. The intensity is taken as
    /// published.</summary>
    public CarbonMass? High { get; init; }

    /// <summary>Gets why there is no mass and how to get one; null when there is.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the computer energy of the run (without PUE); null when none was measured.</summary>
    public Energy? Energy { get; init; }

    /// <summary>Gets the computer energy that found a price.</summary>
    public Energy PricedEnergy { get; init; }

    /// <summary>Gets the part of the energy that found a price, 0 to 1; null when the run drew none or none was
    /// measured.</summary>
    public double? Coverage => Energy is { Joules: > 0 } energy ? PricedEnergy / energy : null;

    /// <summary>Gets the site overhead the energy was multiplied with.</summary>
    public PowerUsageEffectiveness Pue { get; init; } = PowerUsageEffectiveness.None;

    /// <summary>Gets the energy-weighted mean intensity; null when no energy was priced.</summary>
    public CarbonIntensity? EffectiveIntensity =>
        Mass is { } mass && PricedEnergy.Joules > 0 ? mass / (PricedEnergy * Pue.Value) : null;

    /// <summary>Gets what the grams count, such as "average, CO2e, lifecycle, generation"; "mixed: ..." when the shares differ;
    /// empty without a mass.</summary>
    public string Basis { get; init; } = "";

    /// <summary>Gets the result by provenance, largest energy first.</summary>
    public IReadOnlyList<CarbonShare> Shares { get; init; } = [];

    /// <summary>Gets how often the result has been priced anew; 0 is the first price.</summary>
    public int Revision { get; init; }

    /// <summary>Gets how many values of the provider were dropped as null, negative or impossible.</summary>
    public int Dropped { get; init; }

    /// <summary>Gets what a reader should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The mass with its basis and what of the energy is not in it, or why there is none.</summary>
    public override string ToString() => Mass is { } mass
        ? string.Create(CultureInfo.InvariantCulture, $"{mass} ({Basis}{Unpriced})")
        : $"unknown: {Reason}";

    private string Unpriced => Coverage is { } coverage and < 0.9995
        ? $"; {Percent(coverage)} of the energy priced"
        : "";

    // 99.8 % is not all of it.
    internal static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.#} %");

    internal static CarbonResult Unknown(CarbonSignal signal, string reason, Energy? energy = null) =>
        new() { Signal = signal, Reason = reason, Energy = energy };
}
