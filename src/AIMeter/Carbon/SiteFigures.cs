using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>Water used on site for cooling: WUE times the energy of the computers (not of the site).</summary>
public static class SiteWater
{
    /// <summary>The litres for an energy; null when the WUE is null, because an unreported WUE is not 0.</summary>
    /// <param name="energy">The computer energy, without PUE.</param>
    /// <param name="litresPerKilowattHour">The water usage effectiveness of the site (litres per computer kWh); null when not
    /// reported.</param>
    /// <exception cref="ArgumentOutOfRangeException">The WUE is negative or not a number.</exception>
    public static double? Litres(Energy energy, double? litresPerKilowattHour)
    {
        if (litresPerKilowattHour is { } wue && (!double.IsFinite(wue) || wue < 0))
        {
            throw new ArgumentOutOfRangeException(nameof(litresPerKilowattHour), wue,
                "WUE is a number of litres per kWh of at least 0; give null when it is not reported.");
        }

        return litresPerKilowattHour * energy.KilowattHours;
    }
}

/// <summary>A price of electricity.</summary>
/// <param name="PricePerKilowattHour">The price; it can be negative.</param>
/// <param name="Currency">The currency as it should be printed, such as "EUR".</param>
public sealed record ElectricityTariff(double PricePerKilowattHour, string Currency)
{
    /// <summary>The cost of an energy; with a PUE, of the site's share as well.</summary>
    public double Cost(Energy energy, PowerUsageEffectiveness? pue = null) =>
        energy.KilowattHours * (pue?.Value ?? 1) * PricePerKilowattHour;

    /// <summary>The cost as text with its currency, in the invariant culture.</summary>
    public string Format(Energy energy, PowerUsageEffectiveness? pue = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{Cost(energy, pue):G4} {Currency}");
}

/// <summary>An everyday comparison with the origin of its figure. Grams and kilowatt hours say more; reports show these only when
/// asked.</summary>
/// <param name="Amount">How much of the thing.</param>
/// <param name="Thing">The thing with its unit.</param>
/// <param name="Source">The origin and edition of the figure.</param>
public sealed record CarbonEquivalent(double Amount, string Thing, string Source)
{
    private const double NewEuropeanCarGramsPerKilometre = 107.5;
    private const double PetrolGramsPerGallon = 8887;

    /// <summary>The comparisons whose figures are sourced.</summary>
    public static IReadOnlyList<CarbonEquivalent> Of(CarbonMass mass) =>
    [
        new(mass.Grams / NewEuropeanCarGramsPerKilometre, "km in a new EU car of 2020", "EEA: 107.5 g/km, tank to wheel, tested"),
        new(mass.Grams / PetrolGramsPerGallon, "US gallons of petrol burnt", "EPA emission factors 2024: 8.887 kg per gallon"),
    ];

    /// <summary>The amount, the thing and the source.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:G2} {Thing} ({Source})");
}
