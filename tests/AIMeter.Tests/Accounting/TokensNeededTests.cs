using System.Globalization;
using System.Text.RegularExpressions;
using AIMetering.Readings;
using AIMetering.Simulation;
using Xunit;

namespace AIMetering.Tests.Accounting;

/// <summary>The table of docs/llm.md that tells how many tokens a bound needs: against its formula, and against sensors of known truth.</summary>
public sealed partial class TokensNeededTests
{
    private const int Windows = 300;

    // Less than this share of the time does not reach the bound, so the table does not ask for far too much.
    private const double FarTooShort = 0.125;

    // The page's condition: the greatest power is at most four times the mean.
    private const double MeanWatts = 100;

    public static TheoryData<double, double, double> Rows =>
        [.. Table.Select(row => (row.Period, row.Scale, row.Bound))];

    private static IEnumerable<(double Period, double Scale, double Bound, string Time, int Slow, int Fast)> Table =>
        Row().Matches(File.ReadAllText(Page)).Select(row => (
            Number(row, 1) / 1000, Number(row, 2) / 100, Number(row, 3) / 100,
            row.Groups[4].Value, (int)Number(row, 5), (int)Number(row, 6)));

    private static string Page
    {
        get
        {
            DirectoryInfo folder = new(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "AIMeter.sln")))
            {
                folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds AIMeter.sln.");
            }

            return Path.Combine(folder.FullName, "docs", "llm.md");
        }
    }

    [Fact]
    public void The_table_is_what_its_formula_gives()
    {
        Assert.NotEmpty(Table);
        Assert.All(Table, row =>
        {
            double seconds = Seconds(row.Period, row.Scale, row.Bound);
            Assert.Equal(seconds.ToString(seconds < 10 ? "G2" : "F0", CultureInfo.InvariantCulture), row.Time);
            Assert.Equal(Tokens(50, seconds), row.Slow);
            Assert.Equal(Tokens(2000, seconds), row.Fast);
        });
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void As_many_tokens_as_the_table_says_reach_the_bound(double period, double scale, double bound)
    {
        double[] bounds = Bounds(period, scale, Seconds(period, scale, bound));
        Assert.True(bounds.Count(each => each <= bound) >= 0.99 * Windows, $"{bounds.Count(each => each <= bound)} of {Windows}, worst {bounds[^1]:P1}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_eighth_of_them_does_not(double period, double scale, double bound) =>
        Assert.True(Bounds(period, scale, FarTooShort * Seconds(period, scale, bound))[Windows / 2] > bound);

    // Bursts of 350 W in 170 W on average, so a factor of 350 / 170 for peak over mean, and a greatest power of four times the mean.
    [Theory]
    [InlineData(0.06)]
    [InlineData(0.1)]
    public void Work_that_comes_and_goes_needs_more_by_peak_over_mean(double bound)
    {
        Random random = new(2026);
        double seconds = Seconds(0.1, 0.05, bound) * 350 / 170;
        int reached = 0;
        for (int window = 0; window < Windows; window++)
        {
            TickingCounter sensor = new(new BurstLoad(random), 0.1, random.NextDouble(), quantum: 1e-3);
            VirtualMeter meter = new(sensor, sensor.Traits(0.05, maxWatts: 680), 1 + random.NextDouble(), 0.1, random);
            reached += meter.Measure(seconds).Result.RelativeBound <= bound ? 1 : 0;
        }

        Assert.True(reached >= 0.99 * Windows, $"{reached} of {Windows}");
    }

    // Not one more for the sake of the last bit.
    private static int Tokens(double perSecond, double seconds) => (int)Math.Ceiling((perSecond * seconds) - 1e-6);

    private static double Seconds(double period, double scale, double bound) => 2 * (period + 0.001) / ((bound * (1 - scale)) - scale);

    // One phase of steady work somewhere in a session, under greatest powers of 1.25 to 4 times the mean.
    private static double[] Bounds(double period, double scale, double seconds)
    {
        Random random = new(2026);
        double[] bounds = new double[Windows];
        foreach (ref double bound in bounds.AsSpan())
        {
            TickingCounter sensor = new(new ConstantLoad(MeanWatts), period, random.NextDouble(), quantum: 1e-4, gain: 1 + (scale * ((2 * random.NextDouble()) - 1)));
            double start = 1 + random.NextDouble();
            VirtualMeter meter = new(sensor, sensor.Traits(scale, MeanWatts * (1.25 + (2.75 * random.NextDouble()))), start, 0.1, random);
            meter.RunUntil(start + (2 * random.NextDouble()));
            bound = meter.Measure(seconds * (1 + (0.07 * random.NextDouble()))).Result.RelativeBound!.Value;
        }

        Array.Sort(bounds);
        return bounds;
    }

    private static double Number(Match row, int group) => double.Parse(row.Groups[group].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    // | sensor | 100 ms | 5 % | 6 % | 29 s | 1,443 | 57,715 |
    [GeneratedRegex(@"^\| [^|]+ \| (\d+) ms \| (\d+) % \| (\d+) % \| ([\d.]+) s \| ([\d,]+) \| ([\d,]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
