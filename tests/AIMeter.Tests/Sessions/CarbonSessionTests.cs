using AIMetering.Carbon;
using Xunit;

namespace AIMetering.Tests.Sessions;

public sealed class CarbonSessionTests
{
    [Fact]
    public void Grams_are_joules_times_the_regions_intensity_and_parts_add_up_to_the_run()
    {
        using MeterSession meter = TestMachine.Bare()
            .AddSource(PlannedSource.Constant("one", "cpu0", 100)).AddSource(PlannedSource.Constant("two", "cpu1", 50))
            .InRegion("DE").WithPue(1.2).Start();
        using (meter.Phase("work"))
        {
            Thread.Sleep(100);
        }

        MeterReport report = meter.Stop();
        CarbonResult average = report.Carbon!.Average;
        double intensity = average.EffectiveIntensity!.Value.GramsPerKilowattHour;
        double expected = report.Energy.Energy!.Value.KilowattHours * 1.2 * intensity;

        Assert.Equal(expected, average.Mass!.Value.Grams, 1e-9 * expected);
        Assert.Equal(average.Mass.Value.Grams, report.Devices.Sum(device => report.CarbonOf(device)!.Value.Grams), 1e-9 * expected);
        PhaseReport phase = report.FindPhase("work")!;
        Assert.Equal(phase.Energy.Energy!.Value.KilowattHours * 1.2 * intensity, report.CarbonOf(phase)!.Value.Grams, 1e-9 * expected);
        RegionComparison elsewhere = report.CompareRegions("DE", "aws:us-east-1");
        Assert.Equal(average.Mass.Value.Grams, elsewhere.Rows[0].Average.Mass!.Value.Grams, 1e-9 * expected);
        Assert.All(elsewhere.Rows, row => Assert.Equal(1.2, row.Average.Pue.Value)); // the user's own, for all alike
        Assert.Equal(["FR", "PL"], report.CompareRegions("FR", "PL").Rows.Select(row => row.Region.Code));
    }

    [Fact]
    public void Without_a_region_there_are_no_grams_and_the_report_says_how_to_get_them()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("one", "cpu0", 100)).Start();
        using (meter.Phase("work"))
        {
        }

        MeterReport report = meter.Stop();
        Assert.Null(report.Carbon!.Average.Mass);
        Assert.Contains("region", report.Carbon.Average.Reason, StringComparison.Ordinal);
        Assert.Null(report.CarbonOf(report.Phases[0]));
        Assert.Null(report.CarbonOf(report.Devices[0]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void An_intensity_that_cannot_be_is_refused_where_it_is_set_and_not_when_the_run_is_over(double grams) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CarbonSettings { Average = CarbonIntensity.FromGramsPerKilowattHour(grams) });
}
