using AIMetering.Carbon;
using Xunit;

namespace AIMetering.Tests.Telemetry;

/// <summary>The grams are summed over the whole process, so nothing else may be measured beside these tests.</summary>
[Collection(nameof(Alone))]
public sealed class EmissionTests
{
    private static readonly double FranceGramsPerJoule = GridIntensity.Average(GridRegion.Parse("FR")).Points[^1].Intensity.GramsPerKilowattHour / Energy.JoulesPerKilowattHour;

    [Fact]
    public void Two_sessions_that_overlap_emit_each_gram_once_and_a_running_one_emits_already()
    {
        SteppedCounter counter = SteppedCounter.New();
        using Listener listener = new(counter.Id);
        double before = Grams(listener);
        MeterSession outer = counter.Configured().InRegion("FR").Start();
        MeterSession inner = counter.Configured().InRegion("FR").Start();
        counter.Spend(100);
        double running = 0;
        for (long began = TimeProvider.System.GetTimestamp(); running < 0.8 * 100 * FranceGramsPerJoule; running = Grams(listener) - before)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10), $"{running} g were emitted by a running session");
        }

        inner.Stop();
        MeterReport report = outer.Stop();
        double grams = report.Carbon!.Average.Mass!.Value.Grams;
        Assert.Equal(FranceGramsPerJoule, grams / report.Energy.Energy!.Value.Joules, 1e-9);

        Assert.Equal(grams, Grams(listener) - before, 1e-9);
    }

    [Fact]
    public void What_a_session_came_to_is_counted_by_signal_and_one_without_a_region_adds_nothing()
    {
        SteppedCounter counter = SteppedCounter.New();
        using Listener listener = new(counter.Id);
        double before = Grams(listener);
        MeterSession meter = counter.Configured().InRegion("FR").Start();
        counter.Spend(50);
        double grams = meter.Stop().Carbon!.Average.Mass!.Value.Grams;
        Assert.True(grams > 0);
        Assert.Equal(grams, Grams(listener) - before, 1e-9);

        before = Grams(listener);
        MeterSession nowhere = counter.Configured().Start();
        counter.Spend(50);
        Assert.Null(nowhere.Stop().Carbon?.Average.Mass);
        Assert.Equal(before, Grams(listener));
    }

    private static double Grams(Listener listener) => listener.Collect("aimeter.emissions", all: true)
        .Where(each => (string?)each.Tags["aimeter.carbon.signal"] == "location_based").Sum(each => each.Value);

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
