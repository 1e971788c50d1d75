using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>The water a site uses for each kilowatt hour of its computers (WUE), and where the figure is from.</summary>
/// <remarks>Published figures run from 0.01 to 2.75 litres by region. There is no default: an unreported WUE is unknown, not
/// 0.</remarks>
public sealed record WaterUsageEffectiveness
{
    private WaterUsageEffectiveness(double litresPerKilowattHour, string source)
    {
        LitresPerKilowattHour = litresPerKilowattHour;
        Source = source;
    }

    /// <summary>Gets the litres used on site per kilowatt hour of the computers (not of the site), at least 0.</summary>
    public double LitresPerKilowattHour { get; }

    /// <summary>Gets where the figure is from.</summary>
    public string Source { get; }

    /// <summary>A site's own figure.</summary>
    /// <param name="litresPerKilowattHour">Litres per computer kWh, a finite number of at least 0.</param>
    /// <param name="source">Where it is from; null says "given by the user".</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public static WaterUsageEffectiveness Of(double litresPerKilowattHour, string? source = null) =>
        new(SiteWater.Checked(litresPerKilowattHour, nameof(litresPerKilowattHour)), source ?? "given by the user");

    /// <summary>The value and its source.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LitresPerKilowattHour:0.####} L/kWh ({Source})");
}

/// <summary>Water used on site for cooling: WUE times the energy of the computers (not of the site).</summary>
public static class SiteWater
{
    /// <summary>The litres for an energy; null when the WUE is null, because an unreported WUE is not 0.</summary>
    /// <param name="energy">The computer energy, without PUE.</param>
    /// <param name="litresPerKilowattHour">The water usage effectiveness of the site (litres per computer kWh); null when not
    /// reported.</param>
    /// <exception cref="ArgumentOutOfRangeException">The WUE is negative or not a number.</exception>
    public static double? Litres(Energy energy, double? litresPerKilowattHour) =>
        litresPerKilowattHour is { } wue ? Checked(wue, nameof(litresPerKilowattHour)) * energy.KilowattHours : null;

    internal static double Checked(double wue, string option) => double.IsFinite(wue) && wue >= 0 ? wue
        : throw new ArgumentOutOfRangeException(option, wue, string.Create(CultureInfo.InvariantCulture,
            $"WUE is litres of water per kilowatt hour of the computers, 0 or more, not {wue}: leave it out when it is not reported."));
}

/// <summary>The water of a run.</summary>
public sealed record WaterUse
{
    internal WaterUse()
    {
    }

    /// <summary>Gets the site's figure.</summary>
    public required WaterUsageEffectiveness Wue { get; init; }

    /// <summary>Gets the litres; null when no energy was measured.</summary>
    public double? Litres { get; init; }

    /// <summary>Gets the litres at the lower bound of the energy; null with <see cref="Litres"/>.</summary>
    public double? LowLitres { get; init; }

    /// <summary>Gets the litres at the upper bound of the energy; null with <see cref="Litres"/>.</summary>
    public double? HighLitres { get; init; }

    internal static WaterUse Of(EnergyTimeline? energy, WaterUsageEffectiveness wue) => new()
    {
        Wue = wue,
        Litres = energy?.Whole.Energy.KilowattHours * wue.LitresPerKilowattHour,
        LowLitres = energy?.Whole.Low.KilowattHours * wue.LitresPerKilowattHour,
        HighLitres = energy?.Whole.High.KilowattHours * wue.LitresPerKilowattHour,
    };
}
