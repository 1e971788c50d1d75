using AIMetering.Readings;
using AIMetering.Tests.Machines;
using Xunit;

namespace AIMetering.Tests.Sessions;

public sealed class SessionTests
{
    [Fact]
    public void A_session_measures_what_its_source_shows_and_the_bound_contains_it()
    {
        PlannedSource source = PlannedSource.Constant("planned", "cpu0", 100);
        using MeterSession meter = TestMachine.Bare().AddSource(source).Start();
        Thread.Sleep(300);
        MeterReport report = meter.Stop();

        double expected = 100 * report.Duration.TotalSeconds;
        Assert.InRange(expected, report.Energy.Low!.Value.Joules, report.Energy.High!.Value.Joules);
        Assert.Equal(expected, report.Energy.Energy!.Value.Joules, 0.05 * expected);
        Assert.Equal(MeasurementMethod.Counter, report.Energy.Method);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public void Devices_add_up_to_the_total_and_what_contains_them_is_left_out()
    {
        PlannedSource first = PlannedSource.Constant("one", "cpu0", 100), second = PlannedSource.Constant("two", "cpu1", 50);
        PlannedSource platform = new("psys", new Device("psys", DeviceKind.Platform) { ExclusionReason = "contains the packages" }, seconds => 200 * seconds);
        using MeterSession meter = TestMachine.Bare().AddSource(first).AddSource(second).AddSource(platform).Start();
        Thread.Sleep(200);
        MeterReport report = meter.Stop();

        double sum = report.Devices.Where(device => device.Device.InTotal).Sum(device => device.Energy.Energy!.Value.Joules);
        Assert.Equal(sum, report.Energy.Energy!.Value.Joules, 1e-9);
        Assert.Equal(3, report.Devices.Count);
        Assert.InRange(report.Energy.Energy.Value.Joules, 25, 60);
        Assert.Contains(report.Notes, note => note.Contains("contains the packages", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_any_source_the_energy_is_unknown_with_the_reason_and_never_zero()
    {
        using MeterSession meter = TestMachine.Bare().Start();
        MeterReport report = meter.Stop();

        Assert.False(report.Energy.IsKnown);
        Assert.Contains("CPU", report.Energy.Reason, StringComparison.Ordinal);
        Assert.Null(report.MeanPower);
        Assert.Contains(report.Sources, source => source is { Source: "powercap", IsReady: false });
    }

    [Fact]
    public void A_running_session_tells_its_sources_as_the_report_will_with_the_reasons_of_the_missing()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        SourceStatus[] live = [.. meter.Sources];

        Assert.Equal(meter.Stop().Sources, live);
        Assert.Contains(live, source => source is { Source: "planned", IsReady: true });
        Assert.Contains(live, source => source is { Source: "powercap", IsReady: false, Reason.Length: > 0 });
    }

    [Fact]
    public void Two_sockets_are_both_counted()
    {
        using MeterSession meter = TestMachine.On("rapl-two-sockets").Start();
        MeterReport report = meter.Stop();

        Assert.Contains(report.Devices, device => device.Device is { Id: "cpu0", InTotal: true });
        Assert.Contains(report.Devices, device => device.Device is { Id: "cpu1", InTotal: true });
        Assert.Equal("powercap", report.Devices[0].Source);
    }

    [Fact]
    public void A_phase_holds_the_energy_of_its_time_and_phases_nest_by_path()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        using (meter.Phase("generate"))
        {
            for (int run = 0; run < 3; run++)
            {
                using PhaseScope decode = meter.Phase("decode");
                Thread.Sleep(60);
                decode.Count("tokens", 5);
            }
        }

        MeterReport report = meter.Stop();
        PhaseReport outer = report.FindPhase("generate")!, inner = report.FindPhase("generate/decode")!;

        Assert.Equal((1, 3), (outer.Count, inner.Count));
        Assert.Equal((0, 1), (outer.Depth, inner.Depth));
        Assert.Equal(3, inner.Runs.Count);
        Assert.InRange(100 * inner.Duration.TotalSeconds, inner.Energy.Low!.Value.Joules, inner.Energy.High!.Value.Joules);
        Assert.True(outer.Energy.Energy >= inner.Energy.Energy);
        UnitReport tokens = Assert.Single(inner.Units);
        Assert.Equal(15, tokens.Count);
        Assert.Equal(inner.Energy.Energy!.Value.Joules / 15, tokens.EnergyPerUnit.Energy!.Value.Joules, 1e-9);
        Assert.Equal(15, report.Units.Single(unit => unit.Unit == "tokens").Count);
    }

    [Fact]
    public async Task Phases_cross_awaits_and_threads_and_overlap()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        PhaseScope outer = meter.Phase("outer");
        await Task.Delay(20, TestContext.Current.CancellationToken);
        PhaseScope inner = await Task.Run(() => meter.Phase("inner"), TestContext.Current.CancellationToken);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        outer.Dispose(); // ends before the phase begun inside it
        await Task.Run(inner.Dispose, TestContext.Current.CancellationToken);
        using (meter.Phase("after"))
        {
        }

        MeterReport report = meter.Stop();
        Assert.Equal(["outer", "outer/inner", "after"], report.Phases.Select(phase => phase.Path));
        Assert.All(report.Phases, phase => Assert.Equal(1, phase.Count));
    }

    [Fact]
    public async Task Many_threads_may_measure_phases_at_once_and_every_run_is_counted()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int run = 0; run < 50; run++)
            {
                using PhaseScope phase = meter.Phase("request");
                phase.Count("requests");
            }
        })));

        PhaseReport phase = meter.Stop().FindPhase("request")!;
        Assert.Equal(400, phase.Count);
        Assert.Equal(400, phase.Units.Single().Count);
        Assert.True(phase.Energy.Energy!.Value.Joules >= 0);
    }

    [Fact]
    public void Ending_a_phase_twice_stopping_twice_and_using_a_stopped_session_do_no_harm()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        PhaseScope phase = meter.Phase("once");
        phase.Dispose();
        phase.Dispose();
        MeterReport report = meter.Stop();

        Assert.Same(report, meter.Stop());
        meter.Dispose();
        using (PhaseScope late = meter.Phase("late"))
        {
            late.Count("tokens");
        }

        meter.Record("loss", 1);
        Assert.Equal(1, report.FindPhase("once")!.Count);
        Assert.Null(report.FindPhase("late"));
        Assert.True(meter.IsStopped);
    }

    [Fact]
    public void A_phase_still_open_at_the_stop_counts_up_to_the_stop_and_says_so()
    {
        using MeterSession meter = TestMachine.Bare().AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        _ = meter.Phase("open");
        Thread.Sleep(50);
        PhaseReport phase = meter.Stop().FindPhase("open")!;

        Assert.Equal((0, 1), (phase.Count, phase.Unfinished));
        Assert.True(phase.Energy.Energy!.Value.Joules > 2);
    }

    [Fact]
    public void Two_sessions_at_once_share_the_machines_sources_and_each_gets_its_own_report()
    {
        using MachineTree machine = MachineTree.CopyOf("rapl-two-sockets"); // of its own: other tests use the kept one at the same time
        using MeterSession first = TestMachine.On(machine, "first").Start();
        using MeterSession second = TestMachine.On(machine, "second").SampleEvery(TimeSpan.FromMilliseconds(20)).Start();
        Thread.Sleep(150);
        MeterReport one = first.Stop(), two = second.Stop();

        Assert.Equal(("first", "second"), (one.Name, two.Name));
        Assert.NotEqual(one.RunId, two.RunId);
        Assert.Equal(2, one.Overhead.SharedBySessions);
        Assert.True(two.Quality.Samples > one.Quality.Samples);
        Assert.Equal(one.Devices.Select(device => device.Device), two.Devices.Select(device => device.Device));
    }

    [Fact]
    public void A_source_that_throws_is_counted_and_explained_and_harms_nobody()
    {
        PlannedSource broken = PlannedSource.Constant("broken", "cpu0", 100), sound = PlannedSource.Constant("sound", "cpu1", 50);
        using MeterSession meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(10)).AddSource(broken).AddSource(sound).Start();
        Thread.Sleep(60);
        broken.Failure = new IOException("the device went away");
        Thread.Sleep(100);
        MeterReport report = meter.Stop();

        Assert.Contains(report.Quality.Events, each => each is { Subject: "broken", Message: "the device went away" });
        Assert.True(report.Quality.FailedReads > 0);
        Assert.Equal(EnergyCaveats.SensorLost, report.Energy.Caveats & EnergyCaveats.SensorLost);
        Assert.True(report.Devices.Single(device => device.Device.Id == "cpu1").Energy.Caveats == EnergyCaveats.None);
    }

    [Fact]
    public void A_slow_source_delays_neither_the_others_nor_phases_nor_the_stop()
    {
        PlannedSource slow = new("slow", new Device("plug", DeviceKind.Wall), seconds => 10 * seconds) { MayBlock = true, Delay = TimeSpan.FromSeconds(2) };
        PlannedSource quick = PlannedSource.Constant("quick", "cpu0", 100);
        using MeterSession meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(10)).AddSource(slow).AddSource(quick).Start();
        for (int run = 0; run < 20; run++)
        {
            using (meter.Phase("work"))
            {
                Thread.Sleep(10);
            }
        }

        int reads = quick.Reads;
        MeterReport report = meter.Stop();
        Assert.True(reads > 15, $"{reads} reads of the quick source while the slow one slept");
        Assert.Equal(20, report.FindPhase("work")!.Count);
        Assert.False(report.Devices.Single(device => device.Device.Id == "plug").Energy.IsKnown); // it had not answered once
    }

    [Fact]
    public void The_users_series_lie_on_the_same_time_axis_with_statistics()
    {
        using MeterSession meter = TestMachine.Bare().Start();
        foreach (double loss in new[] { 3.0, 2, 1, double.NaN })
        {
            meter.Record("loss", loss);
        }

        SeriesReport series = meter.Stop().Series.Single(each => each.Channel.FullName == "user.loss");
        Assert.Equal([3.0, 2, 1], series.Values.ToArray());
        Assert.Equal((3, 2.0), (series.Statistics!.Count, series.Statistics.Mean));
        Assert.True(series.ElapsedSeconds.Span[0] >= 0);
    }

    [Fact]
    public void The_current_energy_grows_while_the_session_runs()
    {
        using MeterSession meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(10)).AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        Thread.Sleep(80);
        MeterSnapshot early = meter.Current;
        Thread.Sleep(80);
        MeterSnapshot late = meter.Current;

        Assert.True(late.Energy.Energy > early.Energy.Energy);
        Assert.InRange(late.Power!.Value.Watts, 50, 200);
        Assert.Equal("cpu0", Assert.Single(late.Devices).Device.Id);
    }

    [Fact]
    public void Readings_reach_an_observer_and_one_that_throws_harms_nobody()
    {
        using MeterSession meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(10)).AddSource(PlannedSource.Constant("planned", "cpu0", 100)).Start();
        Watcher good = new(), bad = new() { Fails = true };
        using IDisposable one = meter.Readings.Subscribe(bad), two = meter.Readings.Subscribe(good);
        Assert.True(SpinWait.SpinUntil(() => good.Count > 3, TimeSpan.FromMinutes(1)));
        meter.Stop();

        Assert.All(good.Seen.Zip(good.Seen.Skip(1)), pair => Assert.True(pair.Second.Value >= pair.First.Value));
        Assert.True(good.IsComplete);
        Assert.True(bad.Seen.Count <= 1); // it was left out after its first reading
    }

    [Fact]
    public void Idle_power_measured_first_gives_the_energy_above_it()
    {
        double switched = double.PositiveInfinity, now = 0;
        PlannedSource source = new("planned", new Device("cpu0", DeviceKind.Cpu), seconds =>
        {
            Volatile.Write(ref now, seconds);
            return (20 * seconds) + (80 * Math.Max(0, seconds - Volatile.Read(ref switched)));
        });
        using MeterSession meter = TestMachine.Bare().AddSource(source).Start();
        meter.MeasureIdle(TimeSpan.FromMilliseconds(200));
        Volatile.Write(ref switched, Volatile.Read(ref now));
        TimeSpan begun = meter.Current.Elapsed;
        Thread.Sleep(400);
        MeterReport report = meter.Stop();
        DeviceReport device = Assert.Single(report.Devices);

        Assert.True(device.Idle!.Explicit);
        Assert.InRange(device.Idle.Power.Watts, 19, 22);
        double net = 80 * (report.Duration - begun).TotalSeconds;
        Assert.Equal(net, report.NetEnergy!.Energy!.Value.Joules, 10.0);
        Assert.InRange(report.NetEnergy.Energy.Value.Joules, report.NetEnergy.Low!.Value.Joules, report.NetEnergy.High!.Value.Joules);
    }

    [Fact]
    public void The_drain_of_the_gpu_runs_at_each_edge_and_its_time_is_told()
    {
        int drains = 0;
        using MeterSession meter = TestMachine.Bare().SynchronizeGpuWith(() =>
        {
            drains++;
            Thread.Sleep(5);
        }).Start();
        using (meter.Phase("kernel"))
        {
        }

        PhaseReport phase = meter.Stop().FindPhase("kernel")!;
        Assert.Equal(3, drains); // begin, end, stop
        Assert.True(phase.DrainTime >= TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void Shares_of_this_process_and_the_rest_add_up_to_the_whole()
    {
        using MeterSession meter = AIMeter.Configure("share").WithSysRoot(Path.Combine(MachineFolder.Of("no-sensors"), "sys")).Start();
        long sum = 0;
        for (int step = 0; step < 50_000_000; step++)
        {
            sum += step ^ (sum << 1);
        }

        GC.KeepAlive(sum);
        MeterReport report = meter.Stop();
        Assert.SkipUnless(report.Process is not null, "this machine tells no CPU times");
        ProcessShare share = report.Process!;
        Assert.Equal(share.Shared.Energy!.Value.Joules, share.Energy.Energy!.Value.Joules + share.Unattributed.Energy!.Value.Joules, 1e-9);
        Assert.InRange(share.CpuTimeShare, 0, 1);
        Assert.Equal(MeasurementMethod.Attributed, share.Energy.Method);
    }

    private sealed class Watcher : IObserver<Reading>
    {
        private volatile int _count;

        public List<Reading> Seen { get; } = [];

        /// <summary>How many were seen, for other threads: the list itself is read after the stop.</summary>
        public int Count => _count;

        public bool Fails { get; init; }

        public bool IsComplete { get; private set; }

        public void OnNext(Reading value)
        {
            if (value.Channel.FullName == "cpu0.energy")
            {
                Seen.Add(value);
                _count = Seen.Count;
            }

            if (Fails)
            {
                throw new InvalidOperationException("an observer of the user's failed");
            }
        }

        public void OnCompleted() => IsComplete = true;

        public void OnError(Exception error) => Assert.Fail(error.Message);
    }
}
