using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Simulation;
using AIMetering.Tests.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AIMetering.Tests.Replay;

/// <summary>What a live session hands to a streaming sink, played back: the truth stays inside the bounds.</summary>
public sealed class RecordedCounterTests
{
    private const double Length = 12;

    [Theory]
    [InlineData(0.1, 0, 1e-3)]
    [InlineData(0.1, 0.3, 1e-3)]
    [InlineData(0.02, 0.1, 1e-3)]
    [InlineData(0.001, 0, 61e-6)]
    public void The_truth_lies_within_the_bounds_of_every_recovered_phase(double period, double jitter, double quantum)
    {
        Random random = new(20260504);
        List<double> widths = [];
        for (int trial = 0; trial < 40; trial++)
        {
            foreach (Load load in Load.Standard(random))
            {
                TickingCounter sensor = new(load, period, random.NextDouble(), quantum, jitter: jitter);
                foreach ((double begin, double end, EnergyResult energy) in Recover(sensor, random))
                {
                    double truth = load.Energy(begin, end);
                    Assert.InRange(truth, energy.Low!.Value.Joules - 1e-9, energy.High!.Value.Joules + 1e-9);
                    widths.Add(energy.Bound!.Value.Joules);
                }
            }
        }

        // At 350 W at most: the updates and the samples that may lie around two edges, not the run.
        Assert.True(widths.Average() < 350 * ((3 * period) + 0.1), $"mean bound {widths.Average()} J");
    }

    [Fact]
    public void A_recovered_session_tells_the_energy_of_the_live_one()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        PlannedSource source = PlannedSource.Constant("planned", "cpu0", 100, time);
        Journal journal = new();
        using MeterSession meter = TestMachine.Bare().WithTimeProvider(time).AddSource(source).WriteTo.Sink(() => journal).Start();
        for (int tick = 0; tick < 20; tick++)
        {
            int reads = source.Reads;
            time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.True(SpinWait.SpinUntil(() => source.Reads > reads, TimeSpan.FromSeconds(30)), "the loop did not wake");
        }

        MeterReport live = meter.Stop();
        RecordedRun run = RecordedRun.Begin(journal.Run!);
        run.Add(journal.Readings.ToArray());
        MeterReport recovered = run.ToReport(live.Duration);

        Assert.Equal(live.RunId, recovered.RunId);
        Assert.Equal(live.Energy.Energy!.Value.Joules, recovered.Energy.Energy!.Value.Joules, 0.5);
        Assert.InRange(200, recovered.Energy.Low!.Value.Joules, recovered.Energy.High!.Value.Joules);
        Assert.Equal(live.Series.Single(each => each.Channel.Metric == "energy").Values.Length, recovered.Series.Single(each => each.Channel.Metric == "energy").Values.Length);
    }

    // Measures as a session does, keeps what a sink would get, and plays that back.
    private static IEnumerable<(double Begin, double End, EnergyResult Energy)> Recover(TickingCounter sensor, Random random)
    {
        SensorTraits traits = sensor.Traits(0, maxWatts: 400);
        const double start = 1;
        VirtualMeter meter = new(sensor, traits, start, 0.1, random);
        Channel channel = meter.Track.Channel;
        RecordedRun run = RecordedRun.Begin(new RunDescription("r", "id", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(0.1), [channel]));
        double last = double.NaN;
        for (double now = start; now < start + Length + 1; now += 0.1)
        {
            meter.RunUntil(now);
            if (meter.Track.KnotTime != last)
            {
                last = meter.Track.KnotTime;
                run.Add(channel, TimeSpan.FromSeconds(last - start), meter.Track.Joules);
            }
        }

        (double Begin, double End)[] windows = [.. Enumerable.Range(0, 8).Select(_ => Window(random))];
        for (int index = 0; index < windows.Length; index++)
        {
            run.AddPhase($"p{index}", TimeSpan.FromSeconds(windows[index].Begin), TimeSpan.FromSeconds(windows[index].End));
        }

        MeterReport report = run.ToReport(TimeSpan.FromSeconds(Length));
        return [.. windows.Select((window, index) => (window.Begin + start, window.End + start, report.FindPhase($"p{index}")!.Energy))];
    }

    private static (double Begin, double End) Window(Random random)
    {
        double begin = Math.Round(random.NextDouble() * 10, 7);
        return (begin, Math.Round(begin + (random.NextDouble() * (Length - begin)), 7));
    }

    private sealed class Journal : IReadingSink
    {
        public string Name => "journal";

        public RunDescription? Run { get; private set; }

        public List<Reading> Readings { get; } = [];

        public void Open(RunDescription run) => Run = run;

        public void Write(ReadOnlySpan<Reading> readings) => Readings.AddRange(readings);

        public void Close(MeterReport report)
        {
        }

        public void Dispose()
        {
        }
    }
}
