using AIMetering.Readings;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Tests.Sessions;

/// <summary>Time is handed in: on a clock of the test's own the loop keeps its deadlines, and durations are exact.</summary>
public sealed class HandedInTimeTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_session_lives_on_the_clock_it_was_given()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        PlannedSource source = PlannedSource.Constant("planned", "cpu0", 100, time);
        using MeterSession meter = TestMachine.Bare().WithTimeProvider(time).AddSource(source).Start();
        for (int tick = 0; tick < 20; tick++)
        {
            Advance(time, source);
        }

        MeterReport report = meter.Stop();

        Assert.Equal(TimeSpan.FromSeconds(2), report.Duration);
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero), report.StartedAt);
        Assert.Equal(200, report.Energy.Energy!.Value.Joules, 0.5);
        Assert.Equal(0, report.Quality.Gaps);
    }

    [Fact]
    public void A_clock_that_leaps_leaves_a_gap_that_is_counted_and_missed_ticks_that_are_told()
    {
        FakeTimeProvider time = new();
        PlannedSource source = PlannedSource.Constant("planned", "cpu0", 100, time);
        using MeterSession meter = TestMachine.Bare().WithTimeProvider(time).AddSource(source).Start();
        Advance(time, source);
        Advance(time, source, times: 10);
        MeterReport report = meter.Stop();

        Assert.True(report.Quality.Gaps >= 1);
        Assert.True(report.Quality.MissedTicks >= 9);
        Assert.Equal(110, report.Energy.Energy!.Value.Joules, 0.5); // a counter loses no energy in a gap
        Assert.InRange(110, report.Energy.Low!.Value.Joules, report.Energy.High!.Value.Joules);
    }

    // Moves the clock and waits until the loop, on its own thread, has read the source.
    private static void Advance(FakeTimeProvider time, PlannedSource source, int times = 1)
    {
        int reads = source.Reads;
        time.Advance(Interval * times);
        Assert.True(SpinWait.SpinUntil(() => source.Reads > reads, TimeSpan.FromSeconds(30)), "the loop did not wake");
    }
}
