using CsCheck;
using Xunit;

namespace AIMetering.Tests.Units;

public class UnitTests
{
    private static readonly Gen<double> Amounts = Gen.Double[1e-6, 1e12];

    [Theory]
    [InlineData(1000, 453.59237)]
    [InlineData(870, 394.6253619)]
    [InlineData(429.983, 195.03700802971)]
    public void Pounds_per_megawatt_hour_convert_with_the_exact_pound(double pounds, double grams) =>
        Assert.Equal(grams, CarbonIntensity.FromPoundsPerMegawattHour(pounds).GramsPerKilowattHour, 1e-9);

    [Fact]
    public void A_kilowatt_hour_at_four_hundred_grams_emits_four_hundred_grams() =>
        Assert.Equal(400, (Energy.FromJoules(3.6e6) * CarbonIntensity.FromGramsPerKilowattHour(400)).Grams);

    [Fact]
    public void A_watt_for_an_hour_is_a_thousandth_of_a_kilowatt_hour() =>
        Assert.Equal(0.001, (Power.FromWatts(1) * TimeSpan.FromHours(1)).KilowattHours);

    [Fact]
    public void Units_survive_the_round_trip() => Amounts.Sample(x =>
    {
        Near(x, Energy.FromKilowattHours(x).KilowattHours);
        Near(x, Energy.FromMicrojoules(x).Joules * 1e6);
        Near(x, CarbonIntensity.FromPoundsPerMegawattHour(x).PoundsPerMegawattHour);
        Near(x, CarbonMass.FromKilograms(x).Kilograms);
    });

    [Fact]
    public void Mass_over_energy_gives_the_intensity_back() => Gen.Select(Amounts, Amounts).Sample((intensity, joules) =>
    {
        Energy energy = Energy.FromJoules(joules);
        CarbonMass mass = CarbonIntensity.FromGramsPerKilowattHour(intensity) * energy;
        Near(intensity, (mass / energy).GramsPerKilowattHour);
    });

    [Fact]
    public void Text_carries_the_unit_and_the_invariant_point()
    {
        Assert.Equal("1.5 g", CarbonMass.FromGrams(1.5).ToString());
        Assert.Equal("383.55 g/kWh", CarbonIntensity.FromGramsPerKilowattHour(383.55).ToString());
        Assert.Equal("0.5 J", Energy.FromMillijoules(500).ToString());
    }

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, Math.Abs(expected) * 1e-12);
}
