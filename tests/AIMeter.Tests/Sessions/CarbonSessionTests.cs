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

    [Fact]
    public void Making_water_cost_and_scores_come_with_the_run_when_they_are_asked_for()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("one", "cpu0", 100)).InRegion("DE").WithPue(1.2)
            .WithEmbodied(EmbodiedCarbon.DataCentreGpu, EmbodiedCarbon.Server(1, 16)).WithWue(0.18).WithTariff(0.30, "EUR", includeSite: true).WithEquivalents().Start();
        using (PhaseScope phase = meter.Phase("decode"))
        {
            phase.Count("tokens", 50);
            Thread.Sleep(60);
        }

        meter.Count("requests", 2);
        MeterReport report = meter.Stop();
        CarbonStatement carbon = report.Carbon!;
        double kilowattHours = report.Energy.Energy!.Value.KilowattHours, making = carbon.Embodied.Sum(share => share.Mass.Grams);
        Assert.Equal(1_164_000 * (report.Duration / TimeSpan.FromDays(4 * 365)), making, 1e-9 * making);
        Assert.Equal(0.18 * kilowattHours, carbon.Water!.Litres!.Value, 1e-9 * kilowattHours);
        Assert.Equal(0.30 * 1.2 * kilowattHours, carbon.Cost!.Amount!.Value, 1e-9 * kilowattHours);
        Assert.True(carbon.Cost.LowAmount < carbon.Cost.Amount && carbon.Cost.Amount < carbon.Cost.HighAmount);
        Assert.Equal(["requests", "tokens"], carbon.Scores.Select(score => score.Unit));
        Assert.Equal((carbon.Average.Mass!.Value.Grams + making) / 2, carbon.Scores[0].GramsPerUnit!.Value, 1e-9 * making);
        Assert.Equal(2, carbon.Equivalents.Count);

        PhaseReport decode = report.FindPhase("decode")!;
        SoftwareCarbonIntensity score = report.ScoreOf(decode, "tokens")!;
        double share = report.CarbonOf(decode)!.Value.Grams + (making * (decode.Duration / report.Duration));
        Assert.Equal(share / 50, score.GramsPerUnit!.Value, 1e-9 * share);
        Assert.Contains("no images was counted", report.ScoreOf(decode, "images")!.Reason, StringComparison.Ordinal);
        Assert.Equal(report.ToText(), MeterReport.FromJson(report.ToJson()).ToText());
    }

    [Fact]
    public void What_was_not_asked_for_is_unknown_and_not_zero()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("one", "cpu0", 100)).InRegion("DE").Start();
        meter.Count("tokens", 5);
        CarbonStatement carbon = meter.Stop().Carbon!;
        Assert.Null(carbon.Water);
        Assert.Null(carbon.Cost);
        Assert.Empty(carbon.Embodied);
        Assert.Empty(carbon.Equivalents);
        Assert.Null(Assert.Single(carbon.Scores).Embodied);
        Assert.Contains("embodied carbon is left out", carbon.Scores[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void An_intensity_that_cannot_be_is_refused_where_it_is_set_and_not_when_the_run_is_over(double grams) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CarbonSettings { Average = CarbonIntensity.FromGramsPerKilowattHour(grams) });
}
