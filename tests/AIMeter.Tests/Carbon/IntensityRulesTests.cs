using AIMetering.Carbon;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class IntensityRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_periods_are_held_from_the_last_value()
    {
        List<IntensityPoint> filled = Fill([Point(0, 5, 400), Point(15, 20, 500)], 0, 20);
        Assert.Equal([(0, 400, IntensityKind.Historical), (5, 400, IntensityKind.Held), (15, 500, IntensityKind.Historical)], Seen(filled));
    }

    [Fact]
    public void Up_to_three_hours_between_neighbours_are_interpolated()
    {
        List<IntensityPoint> filled = Fill([Point(0, 30, 400), Point(150, 180, 500)], 0, 180);
        Assert.Equal([400, 420, 440, 460, 480, 500], filled.Select(point => Math.Round(point.Intensity.GramsPerKilowattHour, 9)));
        Assert.Equal(4, filled.Count(point => point.Provenance.Kind == IntensityKind.Interpolated));
    }

    [Fact]
    public void A_longer_hole_takes_the_same_clock_time_of_the_day_before()
    {
        IntensityPoint yesterday = Point(-24 * 60 + 60, -24 * 60 + 120, 333);
        List<IntensityPoint> filled = Fill([yesterday, Point(0, 5, 400)], 0, 300);
        IntensityPoint profile = Assert.Single(filled, point => point.Provenance.Kind == IntensityKind.Profile);
        Assert.Equal((60, 333.0), ((profile.From - Noon).TotalMinutes, profile.Intensity.GramsPerKilowattHour));
    }

    [Fact]
    public void A_value_from_before_the_run_is_held_for_two_of_its_periods_and_no_longer()
    {
        Assert.Equal(IntensityKind.Held, Fill([Point(-8, -3, 400)], 0, 5)[^1].Provenance.Kind);
        Assert.Single(Fill([Point(-8, -3, 400)], 0, 8));
    }

    [Fact]
    public void Forecasts_are_not_neighbours_to_hold_from()
    {
        IntensityPoint forecast = Point(0, 5, 400) with { Provenance = Point(0, 5, 400).Provenance with { Kind = IntensityKind.Forecast } };
        Assert.Single(Fill([forecast], 0, 10));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3000.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Impossible_values_are_dropped_and_counted(double grams)
    {
        List<IntensityPoint> clean = IntensityRules.Clean([Point(0, 5, grams), Point(5, 10, 0)], CarbonSignal.Average, out int dropped);
        Assert.Equal((1, 0.0), (dropped, Assert.Single(clean).Intensity.GramsPerKilowattHour));
    }

    [Fact]
    public void Another_signal_never_slips_in()
    {
        IntensityRules.Clean([Point(0, 5, 100)], CarbonSignal.MarginalOperating, out int dropped);
        Assert.Equal(1, dropped);
    }

    [Fact]
    public void Cleaned_points_never_overlap() => Points.Sample(points =>
    {
        List<IntensityPoint> clean = IntensityRules.Clean(points, CarbonSignal.Average, out _);
        AssertOrdered(clean);
        Assert.Equal(Covered(points), Covered(clean));
    });

    [Fact]
    public void Merging_covers_what_either_covers_and_the_first_wins() => Gen.Select(Points, Points).Sample((a, b) =>
    {
        List<IntensityPoint> first = IntensityRules.Clean(a, CarbonSignal.Average, out _);
        List<IntensityPoint> second = IntensityRules.Clean(b, CarbonSignal.Average, out _);
        List<IntensityPoint> merged = IntensityRules.Merge(first, second);
        AssertOrdered(merged);
        Assert.Equal(Covered(first.Concat(second)), Covered(merged));
        Assert.All(first, point => Assert.Contains(point, merged));
    });

    [Fact]
    public void Points_and_holes_make_up_the_whole_time() => Points.Sample(points =>
    {
        List<IntensityPoint> clean = IntensityRules.Clean(points, CarbonSignal.Average, out _);
        double holes = IntensityRules.Holes(clean, Noon, Noon.AddMinutes(200)).Sum(hole => (hole.End - hole.Start).TotalMinutes);
        Assert.Equal(200, holes + Covered(clean).Count(minute => minute is >= 0 and < 200));
    });

    private static Gen<IntensityPoint[]> Points { get; } = Gen.Select(Gen.Int[-20, 220], Gen.Int[1, 40], Gen.Double[0, 900])
        .Select((start, length, grams) => Point(start, start + length, grams)).Array[0, 12];

    private static HashSet<int> Covered(IEnumerable<IntensityPoint> points) => [.. points.SelectMany(point =>
        Enumerable.Range((int)(point.From - Noon).TotalMinutes, (int)point.Period.TotalMinutes))];

    private static void AssertOrdered(List<IntensityPoint> points) =>
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));

    private static List<IntensityPoint> Fill(IntensityPoint[] points, int from, int to) =>
        IntensityRules.Fill(points, Noon.AddMinutes(from), Noon.AddMinutes(to));

    private static IEnumerable<(int Minute, int Grams, IntensityKind Kind)> Seen(List<IntensityPoint> points) =>
        points.Select(point => ((int)(point.From - Noon).TotalMinutes, (int)point.Intensity.GramsPerKilowattHour, point.Provenance.Kind));

    private static IntensityPoint Point(int from, int to, double grams) => new()
    {
        Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
        From = Noon.AddMinutes(from),
        To = Noon.AddMinutes(to),
        Provenance = new IntensityProvenance
        {
            Signal = CarbonSignal.Average,
            Kind = IntensityKind.Historical,
            Provider = "test",
            Region = "DE",
            OriginalUnit = "g/kWh",
        },
    };
}
