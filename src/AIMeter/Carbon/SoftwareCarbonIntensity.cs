using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>A score of the Software Carbon Intensity specification (ISO/IEC 21031:2024): (O + M) per R.</summary>
/// <remarks>A rate; offsets and contracts do not lower it. Scores add up only when their unit is the same.</remarks>
public sealed record SoftwareCarbonIntensity
{
    internal SoftwareCarbonIntensity()
    {
    }

    /// <summary>Gets the grams per functional unit; null when it is not defined: see <see cref="Reason"/>.</summary>
    public double? GramsPerUnit { get; internal init; }

    /// <summary>Gets the score at the lower bounds of energy and embodied carbon; null with <see cref="GramsPerUnit"/>. Intensities are
    /// taken as published.</summary>
    public double? LowGramsPerUnit { get; internal init; }

    /// <summary>Gets the score at the upper bounds of energy and embodied carbon; null with <see cref="GramsPerUnit"/>. Intensities are
    /// taken as published.</summary>
    public double? HighGramsPerUnit { get; internal init; }

    /// <summary>Gets the functional unit (R), such as "request", "1000 output tokens" or "image".</summary>
    public required string Unit { get; init; }

    /// <summary>Gets how many functional units were done.</summary>
    public required double Units { get; init; }

    /// <summary>Gets the operational carbon (O); null when unknown.</summary>
    public CarbonMass? Operational { get; internal init; }

    /// <summary>Gets the embodied carbon (M); null when left out, which the specification does not allow for a published
    /// score.</summary>
    public CarbonMass? Embodied { get; internal init; }

    /// <summary>Gets the basis of the operational carbon.</summary>
    public string Basis { get; internal init; } = "";

    /// <summary>Gets why there is no score, or what is missing from it; null when it is whole.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Scores a run.</summary>
    /// <param name="operational">The operational carbon; an average or a marginal result, never a market-based one.</param>
    /// <param name="embodied">The embodied share; null is left out, and said so.</param>
    /// <param name="units">How many functional units were done. Say elsewhere whether failed ones count.</param>
    /// <param name="unit">The functional unit.</param>
    /// <exception cref="ArgumentException">The result is market-based, which the specification excludes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count or the embodied share is negative or not a number: offsets lower no
    /// score.</exception>
    public static SoftwareCarbonIntensity Score(CarbonResult operational, CarbonMass? embodied, double units, string unit) =>
        embodied is { } making && !(making.Grams >= 0 && double.IsFinite(making.Grams))
            ? throw new ArgumentOutOfRangeException(
                nameof(embodied), making.Grams, "Embodied carbon is grams, 0 or more: offsets lower no score. Give null where it is not known.")
            : Score(operational, (embodied, embodied, embodied), units, unit);

    /// <summary>As the public one, with the bounds of the devices' embodied carbon; no device is none known.</summary>
    internal static SoftwareCarbonIntensity Of(CarbonResult operational, IReadOnlyCollection<EmbodiedShare> embodied, double units, string unit) => Score(
        operational,
        embodied.Count == 0 ? (null, null, null) : (
            Sum(embodied, share => share.Mass), Sum(embodied, share => share.Low ?? share.Mass), Sum(embodied, share => share.High ?? share.Mass)),
        units, unit);

    private static SoftwareCarbonIntensity Score(
        CarbonResult operational, (CarbonMass? Mass, CarbonMass? Low, CarbonMass? High) embodied, double units, string unit)
    {
        ArgumentNullException.ThrowIfNull(operational);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        if (operational.Signal == CarbonSignal.MarketBased)
        {
            throw new ArgumentException(
                "SCI excludes market-based measures: give the average or the marginal result.", nameof(operational));
        }

        if (!double.IsFinite(units) || units < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(units), units, "The count of functional units is a number of at least 0.");
        }

        double? PerUnit(CarbonMass? mass, CarbonMass? making) =>
            units > 0 && mass is { } known ? (known + (making ?? CarbonMass.Zero)).Grams / units : null;
        return new SoftwareCarbonIntensity
        {
            Unit = unit,
            Units = units,
            Operational = operational.Mass,
            Embodied = embodied.Mass,
            Basis = operational.Basis,
            GramsPerUnit = PerUnit(operational.Mass, embodied.Mass),
            LowGramsPerUnit = PerUnit(operational.Low, embodied.Low),
            HighGramsPerUnit = PerUnit(operational.High, embodied.High),
            Reason = units == 0 ? $"not defined: no {unit} was counted" : operational.Reason ?? Missing(operational, embodied.Mass),
        };
    }

    /// <summary>The score with its unit, or why there is none.</summary>
    public override string ToString() => GramsPerUnit is { } grams
        ? string.Create(CultureInfo.InvariantCulture, $"{grams:G6} g per {Unit}")
        : Reason ?? "not defined";

    private static CarbonMass Sum(IEnumerable<EmbodiedShare> shares, Func<EmbodiedShare, CarbonMass> part) =>
        CarbonMass.FromGrams(shares.Sum(share => part(share).Grams));

    private static string? Missing(CarbonResult operational, CarbonMass? embodied)
    {
        string?[] missing =
        [
            embodied is null ? "embodied carbon is left out, which the specification does not allow for a published score" : null,
            operational.Coverage is { } coverage and < 0.9995 ? $"only {CarbonResult.Percent(coverage)} of the energy is priced" : null,
        ];
        string said = string.Join("; ", missing.OfType<string>());
        return said.Length == 0 ? null : said;
    }
}
