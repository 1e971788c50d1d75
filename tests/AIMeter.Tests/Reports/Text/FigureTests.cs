using System.Globalization;
using AIMetering.Reports.Text;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Reports.Text;

public class FigureTests
{
    private static readonly Gen<double> Sizes = Gen.Double[-6, 9].Select(exponent => Math.Pow(10, exponent));

    [Theory]
    [InlineData(1234.5678, 45, "1.235 kJ", "± 0.046 kJ")]
    [InlineData(0.0123, 0.0004, "12.30 mJ", "± 0.40 mJ")]
    [InlineData(200, 60, "200 J", "± 60 J")]
    [InlineData(999.96, 0.3, "999.96 J", "± 0.30 J")]
    [InlineData(150_000, 120_000, "150 kJ", "± 120 kJ")]
    [InlineData(0, 0, "0 J", "± 0 J")]
    [InlineData(5, 0, "5.000 J", "± 0.000 J")]
    [InlineData(0, 3, "0.0 J", "± 3.0 J")]
    public void A_value_is_rounded_to_the_digits_its_bound_supports(double joules, double bound, string value, string printed) =>
        Assert.Equal(new Figure(value, printed), Figure.Of(joules, joules - bound, joules + bound, UnitScale.Joules));

    [Fact]
    public void Uneven_limits_are_printed_apart() =>
        Assert.Equal(new Figure("0.58 J", "-0.48/+12 J"), Figure.Of(0.581, 0.1, 12.5, UnitScale.Joules));

    [Fact]
    public void A_small_value_under_a_large_bound_is_never_printed_as_zero() =>
        Assert.Equal("0.4 J", Figure.Of(0.4, -49.6, 50.4, UnitScale.Joules).Value);

    [Fact]
    public void What_is_printed_encloses_the_limits() =>
        Gen.Select(Sizes, Sizes, Sizes).Sample((value, below, above) =>
        {
            (double low, double high) = (value - below, value + above);
            (double printedLow, double printedHigh) = Read(Figure.Of(value, low, high, UnitScale.Joules));
            double hair = 1e-6 * Math.Max(high, Math.Max(value, below));
            Assert.True(printedLow <= low + hair, $"{printedLow:R} > {low:R}");
            Assert.True(printedHigh >= high - hair, $"{printedHigh:R} < {high:R}");
        });

    [Fact]
    public void What_is_printed_is_not_lazy_about_even_limits() => Gen.Select(Sizes, Gen.Double[1e-4, 0.9]).Sample((value, share) =>
    {
        (double low, double high) = Read(Figure.Of(value, value * (1 - share), value * (1 + share), UnitScale.Joules));
        Assert.True(high - low <= 2 * value * share * 1.2);
    });

    private static (double Low, double High) Read(Figure figure)
    {
        string[] value = figure.Value.Split(' ');
        double factor = Factor(value[1]), middle = Number(value[0]);
        string[] bound = figure.Bound.Split(' ', '/').Where(part => part.Length > 0).ToArray();
        (double below, double above) = bound[0] == "±"
            ? (Number(bound[1]), Number(bound[1]))
            : (-Number(bound[0]), Number(bound[1]));
        return ((middle - below) * factor, (middle + above) * factor);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Factor(string symbol) => symbol switch
    {
        "nJ" => 1e-9,
        "µJ" => 1e-6,
        "mJ" => 1e-3,
        "J" => 1,
        "kJ" => 1e3,
        "MJ" => 1e6,
        "GJ" => 1e9,
        _ => throw new FormatException(symbol),
    };
}
