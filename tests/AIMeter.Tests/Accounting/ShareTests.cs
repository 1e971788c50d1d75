using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Simulation;
using Xunit;

namespace AIMetering.Tests.Accounting;

public sealed class ShareTests
{
    private const int Most = 32, Turns = 3000;

    /// <summary>Sensors, and how many of the stages count their work: none, some, nearly all, all.</summary>
    public static TheoryData<string, double, double, double> Sensors => new()
    {
        { "1 ms, as RAPL", 0.001, 0.02, 0 },
        { "20 ms, as newer GPUs", 0.02, 0.02, 0.5 },
        { "100 ms, as older GPUs", 0.1, 0.05, 1 },
        { "1 ms, of a true scale", 0.001, 0, 1 },
        { "100 ms, of a true scale", 0.1, 0, 0 }, // nothing but the turns makes the bound
        { "100 ms, of a true scale, nearly all counted", 0.1, 0, 0.97 },
        { "1 s, slower than most work", 1, 0.02, 0.97 },
    };

    [Theory]
    [MemberData(nameof(Sensors))]
    public void Shares_and_rest_add_up_and_each_bound_contains_the_share_of_the_true_energy(string sensor, double period, double gain, double counting)
    {
        Random random = new(7);
        int most = counting > 0.9 ? 5 : Most; // few enough that all of them count now and then
        foreach (Load load in Load.Standard(random))
        {
            ShareScene scene = new(new CounterSensor(load, period, gain, random, isRough: true), random);
            AddsUpAndHolds($"{sensor}, {load}", Play(scene, most, counting), scene);
            Assert.Equal(counting > 0.4, scene.Pool.Rule.HasSplitByWork);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whatever_the_sensor_and_the_work_the_parts_add_up_and_the_bounds_hold(int seed)
    {
        Random random = new(seed);
        double period = 0.001 * Math.Pow(2000, random.NextDouble()), gain = 0.05 * random.NextDouble(), counting = Math.Sqrt(random.NextDouble());
        int most = 1 + random.Next(Most);
        foreach (Load load in Load.Standard(random))
        {
            ShareScene scene = new(new CounterSensor(load, period, gain, random, isRough: true, jitter: 0.03 * random.NextDouble()), random);
            AddsUpAndHolds($"{period} s ± {gain}, {most} at most, {counting} counted, {load}", Play(scene, most, counting), scene);
        }
    }

    // A rhythm that was believed too soon would show here: the edges of phases have the same limits (BoundTests).
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void Of_a_sensor_that_does_not_keep_its_rhythm_fewer_than_one_in_a_thousand_limits_are_false(double jitter)
    {
        int falseLimits = 0, all = 0;
        Random random = new(13);
        foreach (double period in (double[])[0.02, 0.1])
        {
            foreach (Load load in Load.Standard(random))
            {
                ShareScene scene = new(new CounterSensor(load, period, 0, random, isRough: true, jitter), random);
                Play(scene, 8, 0.5);
                (falseLimits, all) = (falseLimits + scene.False.Count, all + scene.Checked);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{falseLimits} of {all} limits are false");
        Assert.True(falseLimits < 0.001 * all, $"{falseLimits} of {all} limits are false");
    }

    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0.1, 0.03)]
    [InlineData(1, 0.01)]
    public void Of_a_device_that_tells_its_power_the_bounds_hold_too(double window, double noise)
    {
        Random random = new(11);
        foreach (Load load in Load.Standard(random))
        {
            ShareScene scene = new(new PowerSensor(load, window, noise, random), random);
            AddsUpAndHolds($"power over {window} s, {load}", Play(scene, 5, 0.9), scene);
        }
    }

    [Fact]
    public void Settled_shares_are_nearer_to_the_truth_than_those_told_at_the_end_of_the_work()
    {
        Random random = new(5);
        ShareScene scene = new(new CounterSensor(new SquareLoad("1 Hz square", 1, 50, 350), 0.1, 0, random), random);
        Play(scene, 8, 0);
        Assert.True(scene.Errors.Settled < 0.7 * scene.Errors.Live, $"{scene.Errors}");
    }

    [Fact]
    public void Alone_for_many_updates_the_bound_of_a_share_is_that_of_the_sensor_and_little_more()
    {
        Random random = new(3);
        ShareScene scene = new(new CounterSensor(new ConstantLoad(300), 0.1, 0.05, random), random);
        ShareScene.Work work = scene.Arrive(counts: false);
        scene.Wait(30);
        scene.EndAll();

        Assert.InRange(work.Live!.Energy!.Value.Joules, 0.95 * 9000, 1.05 * 9000);
        Assert.InRange(work.Live.RelativeBound!.Value, 0.05, 0.065);
        Assert.InRange(work.Settled!.RelativeBound!.Value, 0.05, 0.065);
    }

    [Fact]
    public void Work_shorter_than_the_sensor_sees_says_so()
    {
        Random random = new(4);
        ShareScene scene = new(new CounterSensor(new ConstantLoad(300), 0.1, 0, random), random);
        ShareScene.Work work = scene.Arrive(counts: false);
        scene.Wait(0.005);
        scene.EndAll();

        Assert.True(work.Live!.Caveats.HasFlag(EnergyCaveats.BelowResolution));
        Assert.InRange(work.Live.Energy!.Value.Joules, 0, 700 * 0.005);
    }

    [Fact]
    public void A_stage_boundary_moves_joules_between_the_stages_and_widens_the_bound_of_the_whole_by_nothing()
    {
        ShareScene cut = Alone(stages: 20), whole = Alone(stages: 1);

        Assert.Equal(whole.Ended[0].Settled!.Bound!.Value.Joules, cut.Ended[0].Settled!.Bound!.Value.Joules, 1e-9);

        static ShareScene Alone(int stages)
        {
            ShareScene scene = new(new CounterSensor(new ConstantLoad(300), 0.1, 0.05, new Random(3)), new Random(3));
            ShareScene.Work work = scene.Arrive(counts: false);
            for (int stage = 0; stage < 20; stage++)
            {
                scene.Wait(0.5);
                if (stage < stages - 1)
                {
                    scene.NextStage(work, counts: false);
                }
            }

            scene.EndAll();
            return scene;
        }
    }

    [Theory]
    [InlineData(0.02, 0)]
    [InlineData(0.1, 0.5)]
    [InlineData(1, 1)]
    public void At_any_moment_settled_or_not_the_shares_are_what_was_given_out_and_no_part_may_be_more_than_the_whole(double period, double counting)
    {
        Random random = new(17);
        foreach (Load load in Load.Standard(random))
        {
            ShareScene scene = new(new CounterSensor(load, period, 0.02, random, isRough: true), random);
            for (int turn = 0; turn < 1000; turn++)
            {
                scene.Step(6, counting);
                if (turn % 20 == 0)
                {
                    scene.AddsUpNow();
                }
            }
        }
    }

    [Fact]
    public void Work_with_a_thousand_neighbours_in_its_time_had_no_more_than_all_that_was_used_in_it()
    {
        Random random = new(19);
        ShareScene scene = new(new CounterSensor(new SquareLoad("1 Hz square", 1, 50, 350), 0.1, 0.02, random), random);
        ShareScene.Work work = scene.Arrive(counts: false);
        for (int neighbour = 0; neighbour < 1000; neighbour++)
        {
            ShareScene.Work other = scene.Arrive(counts: false);
            scene.Wait(0.01);
            scene.Leave(other);
        }

        scene.Ask(work);
        scene.AddsUpNow();
    }

    // A counter that began anew while nobody looked: what was used since is not known, whenever in that time the work came.
    [Theory]
    [InlineData(1.1)]
    [InlineData(2.0)]
    [InlineData(2.9)]
    public void Work_that_began_in_a_gap_of_the_counter_has_all_in_its_bound_that_the_gap_may_hide(double began)
    {
        CounterTrack track = SlowCounter();
        Edge start = new(0.05, 1);
        track.Edges.Add(start, 0);
        Read(from: 0, to: 1, joules: seconds => 50 * seconds);
        SharePool pool = new([track], start);
        ShareAccount account = pool.Begin(pool.Mark(began), countsWork: false);
        Read(from: 3, to: 5, joules: seconds => 50 * (seconds - 3)); // 350 W in the gap, then 50 W from a counter at zero
        pool.End(account, pool.Mark(4.5));
        Read(from: 5.1, to: 6, joules: seconds => 50 * (seconds - 3));

        EnergyResult share = Assert.Single(pool.Share(account.Stages[0], account.Stages[0], null, 6)).Energy;
        Assert.Equal(0, account.Stages[0].Ended!.Waiting);
        Assert.InRange((350 * (3 - began)) + (50 * 1.5), share.Low!.Value.Joules, share.High!.Value.Joules);
        Assert.True(share.Caveats.HasFlag(EnergyCaveats.CounterReset));

        void Read(double from, double to, Func<double, double> joules)
        {
            for (double seconds = from; seconds <= to; seconds += 0.02)
            {
                track.Observe(seconds - 1e-5, seconds, Math.Floor(1000 * joules(0.1 * Math.Floor(seconds / 0.1))) + (from == 0 ? 1e6 : 0));
            }
        }
    }

    // The queue of a track lets the oldest turns go unanswered when thousands wait: who had what of that time is not known, and the bounds say so.
    [Theory]
    [InlineData(100, 0.002)]
    [InlineData(2300, 0.002)]
    [InlineData(2300, 0.1)]
    [InlineData(20_000, 0.002)]
    public void Before_a_sensor_gives_its_first_value_nothing_is_known_and_later_the_parts_add_up_all_the_same(int count, double each)
    {
        CounterTrack track = SlowCounter();
        Edge start = new(0, 1);
        track.Edges.Add(start, 0);
        SharePool pool = new([track], start);
        List<ShareAccount> works = [];
        double now = 0, active = 0;
        for (; works.Count < count; now += works.Count < 1024 ? each : 0.002)
        {
            double length = 0.95 * (works.Count < 1023 ? each : 0.002);
            active += length;
            works.Add(pool.Begin(pool.Mark(now), countsWork: works.Count % 2 == 0));
            pool.End(works[^1], pool.Mark(now + length));
        }

        Assert.InRange(pool.Kept, 1, 3 * 4096); // a sensor that never answers must not cost memory for ever
        Assert.All(works, work => Assert.False(Assert.Single(pool.Share(work.Stages[0], work.Stages[0], null, now)).Energy.IsKnown));
        Assert.All(pool.Whole(null, now), whole => Assert.False(whole.Used.IsKnown || whole.Attributed.IsKnown || whole.Rest.IsKnown));
        Edge end = new(now + 1, 1);
        track.Edges.Add(end, 0);
        for (double seconds = now; seconds < now + 2; seconds += 0.02)
        {
            track.Observe(seconds - 1e-5, seconds, Math.Floor(1000 * 100 * 0.1 * Math.Floor(seconds / 0.1)));
        }

        ShareWhole parts = Assert.Single(pool.Whole(end, end.Seconds));
        Assert.Equal(parts.Used.Energy!.Value.Joules, (parts.Attributed.Energy + parts.Rest.Energy)!.Value.Joules, 1e-9 * 1e4);
        Assert.InRange(100 * active, parts.Attributed.Low!.Value.Joules, parts.Attributed.High!.Value.Joules);
        Assert.InRange(100 * (end.Seconds - active), parts.Rest.Low!.Value.Joules, parts.Rest.High!.Value.Joules);
        EnergyResult last = Assert.Single(pool.Share(works[^1].Stages[0], works[^1].Stages[0], null, end.Seconds)).Energy;
        Assert.InRange(0.19, last.Low!.Value.Joules, last.High!.Value.Joules); // 1.9 ms at 100 W
    }

    private static ShareWhole Play(ShareScene scene, int most, double counting)
    {
        for (int turn = 0; turn < Turns; turn++)
        {
            scene.Step(most, counting);
        }

        return scene.EndAll();
    }

    private static void AddsUpAndHolds(string what, ShareWhole whole, ShareScene scene)
    {
        double used = whole.Used.Energy!.Value.Joules, shared = scene.Ended.Sum(work => work.Settled!.Energy!.Value.Joules);
        Assert.Equal(whole.Attributed.Energy!.Value.Joules, shared, 1e-9 * used);
        Assert.Equal(used, shared + whole.Rest.Energy!.Value.Joules, 1e-9 * used);
        Assert.InRange(scene.TrueRest, whole.Rest.Low!.Value.Joules, whole.Rest.High!.Value.Joules);
        Assert.InRange(scene.TrueShared, whole.Attributed.Low!.Value.Joules, whole.Attributed.High!.Value.Joules);
        Assert.True(scene.False.Count == 0, $"{what}: {scene.False.Count} of {scene.Checked} limits are false, such as {scene.False.FirstOrDefault()}");
    }

    private static CounterTrack SlowCounter() => new(
        Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), new SensorTraits
        {
            JoulesPerCount = 1e-3,
            RefreshPeriod = TimeSpan.FromMilliseconds(100),
            MaxPowerWatts = 400,
        }), "test", 0.1);
}
