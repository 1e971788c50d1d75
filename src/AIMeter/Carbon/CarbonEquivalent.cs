using System.Globalization;

namespace AIMetering.Carbon;

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
