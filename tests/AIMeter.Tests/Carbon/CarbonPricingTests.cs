using AIMetering.Carbon;
using CsCheck;
using Xunit;

namespace AIMetering.Tests.Carbon;

public class CarbonPricingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1.0, 9.8278347)]
    [InlineData(1.56, 15.3314221)]
    public void The_worked_example_prices_each_half_by_its_own_intensity(double pue, double grams)
    {
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Noon, TimeSpan.FromMinutes(10));
        CarbonResult result = CarbonPricing.Price(run, Series((0, 5, 870), (5, 10, 430)), PowerUsageEffectiveness.Of(pue));
        Assert.Equal(grams, result.Mass!.Value.Grams, 1e-7);
        Assert.Equal(1, result.Coverage!.Value, 1e-12);
        Assert.Equal(650 * 0.45359237, result.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
    }

    [Fact]
    public void A_time_without_energy_makes_no_basis_mixed()
    {
        DateTimeOffset noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
        EnergyTimeline late = new([noon.UtcTicks, noon.AddMinutes(5).UtcTicks, noon.AddMinutes(10).UtcTicks], [0, 0, 3.6e6]);
        IntensityPoint yearly = GridIntensity.Average(GridRegion.Parse("US-CA")).Points[0] with { To = noon.AddMinutes(5) };
        IntensityPoint own = IntensitySeries.FromUser(CarbonSignal.Average, CarbonIntensity.FromGramsPerKilowattHour(400)).Points[0] with { From = noon.AddMinutes(5) };
        CarbonResult result = CarbonPricing.Price(late, new(CarbonSignal.Average, [yearly, own]));
        Assert.Equal((400.0, own.Provenance.Basis), (result.Mass!.Value.Grams, result.Basis));
        Assert.Equal(own.Provenance, Assert.Single(result.Shares).Provenance);
    }

    [Fact]
    public void Values_fetched_at_several_times_are_one_share_as_old_as_the_oldest()
    {
        DateTimeOffset noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
        IntensityPoint yearly = GridIntensity.Average(GridRegion.Parse("DE")).Points[0];
        IntensityPoint At(int minute, DateTimeOffset fetched) => yearly with
        {
            From = noon.AddMinutes(minute),
            To = noon.AddMinutes(minute + 5),
            Provenance = yearly.Provenance with { RetrievedAt = fetched },
        };
        CarbonResult result = CarbonPricing.Price(
            EnergyTimeline.Constant(Power.FromWatts(100), noon, TimeSpan.FromMinutes(10)),
            new(CarbonSignal.Average, [At(0, noon.AddHours(2)), At(5, noon.AddHours(1))]));
        Assert.Equal(noon.AddHours(1), Assert.Single(result.Shares).Provenance.RetrievedAt);
    }

    [Fact]
    public void Three_point_six_megajoules_at_four_hundred_grams_are_four_hundred_grams()
    {
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(1000), Noon, TimeSpan.FromHours(1));
        Assert.Equal(400, CarbonPricing.Price(run, Fixed(400)).Mass!.Value.Grams, 1e-9);
    }

    [Fact]
    public void A_tenth_of_a_kilowatt_hour_in_the_US_at_a_typical_site()
    {
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(100), Noon, TimeSpan.FromHours(1));
        CarbonResult result = CarbonPricing.Price(run, GridIntensity.Average(GridRegion.Parse("US")), PowerUsageEffectiveness.AverageDataCentre);
        Assert.Equal(59.8338, result.Mass!.Value.Grams, 1e-4);
        Assert.Equal("average, CO2e, lifecycle, generation", result.Basis);
    }

    [Fact]
    public void Energy_split_over_any_grid_adds_up() => Gen.Select(Runs, Edges).Sample((run, edges) =>
    {
        CarbonResult result = CarbonPricing.Price(run, Grid(edges));
        Assert.Equal(run.Total.Joules, result.PricedEnergy.Joules, run.Total.Joules * 1e-12);
        Assert.Equal(result.PricedEnergy.Joules, result.Shares.Sum(share => share.Energy.Joules), run.Total.Joules * 1e-12);
        Assert.Equal(result.Mass!.Value.Grams, result.Shares.Sum(share => share.Mass.Grams), result.Mass.Value.Grams * 1e-12);
    });

    [Fact]
    public void Constant_power_is_priced_by_the_time_average() => Gen.Select(Gen.Double[1, 1000], Edges).Sample((watts, edges) =>
    {
        TimeSpan duration = TimeSpan.FromMilliseconds(edges.Sum(edge => (long)edge.Milliseconds));
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(watts), Noon, duration);
        double mean = edges.Sum(edge => edge.Milliseconds * edge.Grams) / duration.TotalMilliseconds;
        Assert.Equal(mean, CarbonPricing.Price(run, Grid(edges)).EffectiveIntensity!.Value.GramsPerKilowattHour, mean * 1e-9);
    });

    [Fact]
    public void Mass_lies_between_the_run_at_the_lowest_and_at_the_highest_intensity() => Gen.Select(Runs, Edges).Sample((run, edges) =>
    {
        CarbonResult result = CarbonPricing.Price(run, Grid(edges));
        double low = run.Total.KilowattHours * edges.Min(edge => edge.Grams);
        double high = run.Total.KilowattHours * edges.Max(edge => edge.Grams);
        Assert.InRange(result.Mass!.Value.Grams, low * (1 - 1e-12), high * (1 + 1e-12));
    });

    [Fact]
    public void Compacting_to_the_grid_of_the_intensities_changes_no_price() => Gen.Select(Runs, Gen.Double[1, 900].Array[12]).Sample((run, grams) =>
    {
        EnergyTimeline compact = run.Compact(TimeSpan.FromMinutes(5));
        IntensitySeries series = Steps(run.Start, grams);
        Assert.Equal(CarbonPricing.Price(run, series).Mass!.Value.Grams, CarbonPricing.Price(compact, series).Mass!.Value.Grams, 1e-9);
        Assert.Equal(run.Total.Joules, compact.Total.Joules, run.Total.Joules * 1e-12);
    });

    [Fact]
    public void Energy_bounds_are_carried_to_the_mass()
    {
        var run = new EnergyTimeline([Noon.UtcTicks, Noon.AddHours(1).UtcTicks], [0, 3.6e6], [0, 3.42e6], [0, 3.78e6]);
        CarbonResult result = CarbonPricing.Price(run, Fixed(400));
        Assert.Equal((380.0, 400.0, 420.0), (Rounded(result.Low), Rounded(result.Mass), Rounded(result.High)));
    }

    [Fact]
    public void A_hole_in_the_intensities_is_unpriced_energy_and_not_zero_grams()
    {
        EnergyTimeline run = EnergyTimeline.Constant(Power.FromWatts(200), Noon, TimeSpan.FromMinutes(10));
        CarbonResult result = CarbonPricing.Price(run, Series((0, 5, 870)));
        Assert.Equal(0.5, result.Coverage!.Value, 1e-12);
        Assert.Contains("50 %", result.ToString(), StringComparison.Ordinal);
        Assert.Equal(870 * 0.45359237, result.EffectiveIntensity!.Value.GramsPerKilowattHour, 1e-9);
    }

    [Fact]
    public void Without_energy_or_without_intensity_the_mass_is_unknown_with_a_reason()
    {
        CarbonResult noEnergy = CarbonPricing.Price(null, Fixed(400));
        Assert.Null(noEnergy.Mass);
        Assert.Contains("no energy was measured", noEnergy.Reason, StringComparison.Ordinal);

        EnergyTimeline later = EnergyTimeline.Constant(Power.FromWatts(200), Noon.AddDays(1), TimeSpan.FromMinutes(10));
        CarbonResult noIntensity = CarbonPricing.Price(later, Series((0, 5, 870)));
        Assert.Null(noIntensity.Mass);
        Assert.Null(noIntensity.EffectiveIntensity);
        Assert.Equal(0, noIntensity.Coverage);
    }

    [Fact]
    public void A_run_that_drew_nothing_emitted_nothing_and_has_no_mean_intensity()
    {
        var run = new EnergyTimeline([Noon.UtcTicks], [0]);
        CarbonResult result = CarbonPricing.Price(run, Fixed(400));
        Assert.Equal(0, result.Mass!.Value.Grams);
        Assert.Null(result.EffectiveIntensity);
        Assert.Null(result.Coverage);
    }

    [Theory]
    [InlineData(0.99)]
    [InlineData(0)]
    [InlineData(-1.2)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_site_cannot_use_less_than_its_computers(double pue) =>
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => PowerUsageEffectiveness.Of(pue)).Message, StringComparison.Ordinal);

    [Fact]
    public void Signals_cannot_be_mixed_in_one_series()
    {
        IntensityPoint average = GridIntensity.Average(GridRegion.Parse("FR")).Points[0];
        Assert.Throws<ArgumentException>(() => new IntensitySeries(CarbonSignal.MarginalOperating, [average]));
    }

    [Fact]
    public void A_falling_or_folded_curve_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new EnergyTimeline([1, 2], [1, 0]));
        Assert.Throws<ArgumentException>(() => new EnergyTimeline([2, 2], [0, 1]));
        Assert.Throws<ArgumentException>(() => new EnergyTimeline([1, 2], [0, double.NaN]));
        Assert.Throws<ArgumentException>(() => new EnergyTimeline([1, 2], [0]));
        Assert.Throws<ArgumentException>(() => new EnergyTimeline([], []));
    }

    private static Gen<EnergyTimeline> Runs { get; } = Gen.Select(Gen.Double[0.001, 300].Array[20], Gen.Double[0, 5000].Array[20]).Select((steps, joules) =>
    {
        long tick = Noon.UtcTicks;
        double sum = 1;
        long[] ticks = [.. steps.Select(step => tick += (long)(step * TimeSpan.TicksPerSecond / 2))];
        return new EnergyTimeline(ticks, [.. joules.Select(delta => sum += delta)]);
    });

    private static Gen<(int Milliseconds, double Grams)[]> Edges { get; } =
        Gen.Select(Gen.Int[1_000, 600_000], Gen.Double[0.1, 1500]).Array[1, 30];

    /// <summary>Steps of any length; the first and the last reach far enough to cover every run.</summary>
    private static IntensitySeries Grid((int Milliseconds, double Grams)[] edges)
    {
        DateTimeOffset at = Noon;
        var points = new List<IntensityPoint>();
        for (int i = 0; i < edges.Length; i++)
        {
            DateTimeOffset from = at;
            at += TimeSpan.FromMilliseconds(edges[i].Milliseconds);
            points.Add(Point(from, i == edges.Length - 1 ? Noon.AddDays(30) : at, edges[i].Grams));
        }

        return new IntensitySeries(CarbonSignal.Average, points);
    }

    private static IntensitySeries Steps(DateTimeOffset start, double[] grams)
    {
        DateTimeOffset origin = new(start.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
        return new IntensitySeries(CarbonSignal.Average, grams.Select((value, i) =>
            Point(origin.AddMinutes(5 * i), i == grams.Length - 1 ? origin.AddDays(1) : origin.AddMinutes(5 * (i + 1)), value)));
    }

    private static IntensitySeries Series(params (double From, double To, double Pounds)[] steps) => new(CarbonSignal.Average, steps.Select(step =>
        Point(Noon.AddMinutes(step.From), Noon.AddMinutes(step.To), CarbonIntensity.FromPoundsPerMegawattHour(step.Pounds).GramsPerKilowattHour)));

    private static IntensitySeries Fixed(double grams) => IntensitySeries.FromUser(CarbonSignal.Average, CarbonIntensity.FromGramsPerKilowattHour(grams));

    private static IntensityPoint Point(DateTimeOffset from, DateTimeOffset to, double grams) => Fixed(grams).Points[0] with { From = from, To = to };

    private static double Rounded(CarbonMass? mass) => Math.Round(mass!.Value.Grams, 6);
}
