using System.Globalization;

namespace AIMetering.Carbon;

/// <summary>A price of electricity.</summary>
/// <param name="PricePerKilowattHour">The price, a finite number of at least 0.</param>
/// <param name="Currency">The currency as it should be printed, such as "EUR".</param>
/// <exception cref="ArgumentOutOfRangeException">The price is negative or not a number.</exception>
/// <exception cref="ArgumentException">The currency is empty.</exception>
public sealed record ElectricityTariff(double PricePerKilowattHour, string Currency)
{
    /// <summary>Gets the price, a finite number of at least 0.</summary>
    public double PricePerKilowattHour { get; init => field = Checked(value); } = Checked(PricePerKilowattHour);

    /// <summary>Gets the currency as it should be printed, such as "EUR".</summary>
    public string Currency { get; init => field = Checked(value); } = Checked(Currency);

    /// <summary>Gets whether the price is paid for the site's energy (with PUE) and not for that of the computers alone.</summary>
    public bool IncludesSite { get; init; }

    /// <summary>The cost of an energy; with a PUE, of the site's share as well.</summary>
    public double Cost(Energy energy, PowerUsageEffectiveness? pue = null) =>
        energy.KilowattHours * (pue?.Value ?? 1) * PricePerKilowattHour;

    /// <summary>The cost as text with its currency, in the invariant culture.</summary>
    public string Format(Energy energy, PowerUsageEffectiveness? pue = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{Cost(energy, pue):G4} {Currency}");

    private static double Checked(double price) => double.IsFinite(price) && price >= 0 ? price
        : throw new ArgumentOutOfRangeException(nameof(price), price, string.Create(CultureInfo.InvariantCulture,
            $"A tariff is a price per kilowatt hour, 0 or more, not {price}: give 0.30 for 30 cents, and none when it is not known."));

    private static string Checked(string currency) => !string.IsNullOrWhiteSpace(currency) ? currency.Trim()
        : throw new ArgumentException($"A tariff needs its currency, such as \"EUR\", not '{currency}'.", nameof(currency));
}

/// <summary>What the electricity of a run cost.</summary>
public sealed record ElectricityCost
{
    internal ElectricityCost()
    {
    }

    /// <summary>Gets the tariff.</summary>
    public required ElectricityTariff Tariff { get; init; }

    /// <summary>Gets the site overhead in the cost; null when only the computers' energy is in it.</summary>
    public PowerUsageEffectiveness? Pue { get; init; }

    /// <summary>Gets the cost in the tariff's currency; null when no energy was measured.</summary>
    public double? Amount { get; init; }

    /// <summary>Gets the cost at the lower bound of the energy; null with <see cref="Amount"/>.</summary>
    public double? LowAmount { get; init; }

    /// <summary>Gets the cost at the upper bound of the energy; null with <see cref="Amount"/>.</summary>
    public double? HighAmount { get; init; }

    internal static ElectricityCost Of(EnergyTimeline? energy, ElectricityTariff tariff, PowerUsageEffectiveness site)
    {
        PowerUsageEffectiveness? pue = tariff.IncludesSite ? site : null;
        return new()
        {
            Tariff = tariff,
            Pue = pue,
            Amount = energy is null ? null : tariff.Cost(energy.Whole.Energy, pue),
            LowAmount = energy is null ? null : tariff.Cost(energy.Whole.Low, pue),
            HighAmount = energy is null ? null : tariff.Cost(energy.Whole.High, pue),
        };
    }
}
