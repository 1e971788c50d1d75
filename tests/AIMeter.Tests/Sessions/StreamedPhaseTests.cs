using AIMetering.Carbon;
using AIMetering.Readings;
using Xunit;

namespace AIMetering.Tests.Sessions;

/// <summary>What streaming outputs are told of besides readings, and what a report can be made of it.</summary>
public sealed class StreamedPhaseTests : IDisposable
{
    private readonly Journal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void A_phase_is_told_while_it_is_open_with_what_it_has_counted_so_far()
    {
        using MeterSession meter = Started();
        using PhaseScope generate = meter.Phase("generate");
        using PhaseScope decode = meter.Phase("decode");
        decode.Count("tokens", 3);
        PhaseRun inner = _journal.Until(run => run is { Path: "generate/decode", Counts.Count: 1 });

        Assert.Equal(("decode", 1, 1L, null), (inner.Name, inner.Depth, inner.Number, inner.End));
        Assert.Equal(3, inner.Counts["tokens"]);
        Assert.Null(_journal.Until(run => run.Path == "generate").End);
        decode.Count("tokens", 4);
        Assert.Equal(7, _journal.Until(run => run.Number == 1 && run.Counts["tokens"] > 3).Counts["tokens"]);
        decode.Dispose();
        Assert.True(_journal.Until(run => run is { Number: 1, End: not null }).End > inner.Start);
    }

    [Fact]
    public void A_phase_that_the_session_outlived_by_its_end_was_never_ended()
    {
        using MeterSession meter = Started();
        PhaseScope open = meter.Phase("open");
        meter.Stop();
        open.Dispose();

        Assert.All(_journal.Runs, run => Assert.Null(run.End));
        Assert.Equal("open", Assert.Single(_journal.Runs).Path);
    }

    [Fact]
    public void What_a_sink_is_told_makes_the_phases_counts_and_idle_power_of_the_report()
    {
        MeterReport report;
        using (MeterSession meter = Started())
        {
            meter.Count("requests", 2);
            meter.MeasureIdle(TimeSpan.FromMilliseconds(60));
            for (int run = 0; run < 3; run++)
            {
                using PhaseScope generate = meter.Phase("generate");
                using PhaseScope decode = meter.Phase("decode");
                Thread.Sleep(30);
                decode.Count("tokens", 10);
            }

            report = meter.Stop();
        }

        MeterReport made = _journal.ToReport(report.Duration);
        Assert.Equal(report.Phases.Select(phase => (phase.Path, phase.Count, phase.Depth)), made.Phases.Select(phase => (phase.Path, phase.Count, phase.Depth)));
        Assert.All(report.Phases.Zip(made.Phases), pair =>
        {
            Assert.Equal(pair.First.Duration.TotalSeconds, pair.Second.Duration.TotalSeconds, 1e-5);
            double truth = 100 * pair.First.Duration.TotalSeconds;
            Assert.InRange(truth, pair.Second.Energy.Low!.Value.Joules, pair.Second.Energy.High!.Value.Joules);
            Assert.Equal(pair.First.Energy.Energy!.Value.Joules, pair.Second.Energy.Energy!.Value.Joules, tolerance: 1.0);
        });
        Assert.Equal(report.Units.Select(unit => (unit.Unit, unit.Count)), made.Units.Select(unit => (unit.Unit, unit.Count)));
        Assert.True(made.Devices.Single().Idle!.Explicit);
        Assert.Equal(report.Sources, made.Sources);
        Assert.Equal(report.Machine, made.Machine);
        Assert.Equal("planned", made.Series.Single(series => series.Channel.AccountsEnergy).Source);
        Assert.Equal("DE", made.Carbon!.Region!.Code);
    }

    [Fact]
    public void A_sink_that_stands_still_delays_no_phase_and_the_report_says_what_it_was_not_told()
    {
        using ManualResetEventSlim release = new();
        _journal.OnWrite = () => release.Wait();
        using MeterSession meter = Started();
        _journal.UntilAsked();
        for (int run = 0; run < 70_000; run++)
        {
            meter.Phase("short").Dispose();
        }

        release.Set();
        MeterReport report = meter.Stop();
        Assert.Equal(70_000, report.FindPhase("short")!.Count);
        Assert.Contains(report.Notes, note => note.Contains("news of phases were lost", StringComparison.Ordinal));
        Assert.InRange(_journal.Runs.Count, 60_000, 69_999);
    }

    [Fact]
    public void The_phases_so_far_hold_the_energy_of_runs_under_way_and_are_those_of_the_report_in_the_end()
    {
        using MeterSession meter = Started();
        using PhaseScope train = meter.Phase("train");
        using (PhaseScope step = meter.Phase("step"))
        {
            step.Count("samples", 5);
            Thread.Sleep(100);
        }

        PhaseSnapshot open = meter.CurrentPhases[0], ended = meter.CurrentPhases[1];
        Assert.Equal(("train", "train/step", 1, 0), (open.Path, ended.Path, open.Open, ended.Open));
        Assert.True(open.Energy.Low!.Value.Joules <= 100 * open.Duration.TotalSeconds && 100 * open.Duration.TotalSeconds <= open.Energy.High!.Value.Joules);
        Assert.Equal(1, ended.Count);
        Assert.Equal(5, ended.Units.Single().Count);
        Assert.True(ended.Units.Single().EnergyPerUnit.IsKnown);
        Assert.Null(Assert.Single(open.Latest).End);
        MeterReport report = meter.Stop();
        Assert.Equal(report.Phases.Select(phase => phase.Energy.Energy), meter.CurrentPhases.Select(phase => phase.Energy.Energy));
        Assert.Equal(report.Phases[1].Runs, meter.CurrentPhases[1].Runs);
        Assert.True(ended.Runs.Count <= 1);
    }

    [Fact]
    public void The_grams_so_far_are_the_energy_so_far_by_the_intensity_of_the_region()
    {
        using MeterSession meter = Started();
        Thread.Sleep(100);
        CarbonResult average = meter.CarbonSoFar().Average;
        Assert.True(average.Energy!.Value.Joules > 0);
        Assert.Equal(average.Energy.Value.KilowattHours * average.EffectiveIntensity!.Value.GramsPerKilowattHour, average.Mass!.Value.Grams, 1e-9);
        Thread.Sleep(50);
        Assert.True(meter.CarbonSoFar().Average.Mass!.Value.Grams > average.Mass!.Value.Grams);
        MeterReport report = meter.Stop();
        Assert.Same(report.Carbon, meter.CarbonSoFar());
    }

    [Fact]
    public void Without_a_region_the_grams_so_far_are_unknown_with_the_reason()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        CarbonResult average = meter.CarbonSoFar().Average;
        Assert.Null(average.Mass);
        Assert.Contains("region", average.Reason, StringComparison.Ordinal);
    }

    private MeterSession Started()
    {
        MeterConfiguration configuration = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(10)).InRegion("DE")
            .AddSource(PlannedSource.Constant("planned", "cpu0", 100));
        return configuration.WriteTo.Sink(() => _journal).Start();
    }

    /// <summary>Keeps all it is told, and makes a report of it.</summary>
    private sealed class Journal : IReadingSink
    {
        private readonly Lock _gate = new();
        private readonly List<Reading> _readings = [];
        private readonly List<RunProgress> _progress = [];
        private readonly ManualResetEventSlim _asked = new();
        private RunDescription? _run;

        public string Name => "journal";

        public Action OnWrite { get; set; } = () => { };

        /// <summary>Gets the last that was told of each run.</summary>
        public IReadOnlyList<PhaseRun> Runs
        {
            get
            {
                lock (_gate)
                {
                    return [.. _progress.SelectMany(progress => progress.Phases).GroupBy(run => run.Number).Select(states => states.Last())];
                }
            }
        }

        public PhaseRun Until(Func<PhaseRun, bool> isWanted)
        {
            PhaseRun? found = null;
            Assert.True(SpinWait.SpinUntil(() => (found = Runs.FirstOrDefault(isWanted)) is not null, TimeSpan.FromSeconds(30)));
            return found!;
        }

        public void UntilAsked() => Assert.True(_asked.Wait(TimeSpan.FromSeconds(30)));

        public MeterReport ToReport(TimeSpan duration)
        {
            RecordedRun run = RecordedRun.Begin(_run!);
            run.Add([.. _readings]);
            _progress.ForEach(run.Add);
            return run.ToReport(duration);
        }

        public void Open(RunDescription run) => _run = run;

        public void Write(ReadOnlySpan<Reading> readings)
        {
            _asked.Set();
            OnWrite();
            _readings.AddRange(readings);
        }

        public void Write(RunProgress progress)
        {
            lock (_gate)
            {
                _progress.Add(progress);
            }
        }

        public void Close(MeterReport report)
        {
        }

        public void Dispose()
        {
        }
    }
}
