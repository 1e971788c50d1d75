using AIMetering.Readings;
using AIMetering.Simulation;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sessions;

public sealed class EnergySharesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Thirty_two_at_once_and_the_rest_add_up_to_the_energy_of_the_report(bool byWork)
    {
        using PowercapSimulator cpu = new(new SquareLoad("10 Hz square", 10, 50, 350));
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        ShareScope[] ended = [.. (await Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(() => Work(shares, worker, byWork))))).SelectMany(each => each)];
        MeterReport report = meter.Stop();

        double whole = report.Energy.Energy!.Value.Joules, attributed = ended.Sum(share => share.Energy.Energy!.Value.Joules);
        ShareStatement statement = shares.Current;
        Assert.Equal(0, statement.Active);
        Assert.InRange(statement.MostActive, 16, 32);
        Assert.Equal(byWork, statement.IsSplitByWork);
        Assert.Equal(whole, statement.Energy.Energy!.Value.Joules, 1e-9 * whole);
        Assert.Equal(statement.Attributed.Energy!.Value.Joules, attributed, 1e-9 * whole);
        Assert.Equal(whole, attributed + statement.Unattributed.Energy!.Value.Joules, 1e-9 * whole);
        Assert.All(ended, share => Assert.True(share.IsSettled));
        Assert.All(ended, share => Assert.Equal(share.Energy.Energy!.Value.Joules, share.Stages.Sum(stage => stage.Energy.Energy!.Value.Joules), 1e-9 * whole));
        Assert.All(ended, share => Assert.Equal(share.Duration.TotalSeconds, share.Stages.Sum(stage => stage.Duration.TotalSeconds), 1e-6));
        Assert.All(ended, share => Assert.True(share.Energy.Low <= share.Energy.Energy && share.Energy.Energy <= share.Energy.High));
        Assert.All(ended, share => Assert.Equal(share.Energy.Energy!.Value.Joules, share.Devices.Where(part => part.Device.InTotal).Sum(part => part.Energy.Energy!.Value.Joules), 1e-9));
    }

    [Fact]
    public void A_share_that_ended_takes_no_more_is_settled_by_the_next_samples_and_ends_once()
    {
        using PowercapSimulator cpu = new(new ConstantLoad(100));
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        ShareScope share = shares.Begin();
        Assert.Equal(1, shares.Active);
        Thread.Sleep(20);
        share.Dispose();
        (EnergyResult energy, TimeSpan duration) = (share.Energy, share.Duration);
        share.Dispose();
        share.NextStage();
        share.CountWork(1);

        Assert.True(SpinWait.SpinUntil(() => share.IsSettled, TimeSpan.FromSeconds(30)));
        Assert.Equal(0, shares.Active);
        Assert.True(share.HasEnded);
        Assert.Single(share.Stages);
        Assert.Equal(duration, share.Duration);
        Assert.InRange(share.Energy.Energy!.Value.Joules, energy.Low!.Value.Joules, energy.High!.Value.Joules);
        Assert.True(energy.High!.Value.Joules >= 0.02 * 100); // 20 ms at 100 W at least
        Assert.True(share.Energy.High!.Value.Joules >= 0.02 * 100);
        EnergyResult settled = share.Energy;
        Thread.Sleep(200);
        Assert.Equal(settled.Energy, share.Energy.Energy);
    }

    [Fact]
    public void After_the_stop_nothing_is_shared_and_nothing_throws()
    {
        using PowercapSimulator cpu = new(new ConstantLoad(100));
        MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        ShareScope running = shares.Begin();
        Thread.Sleep(20);
        meter.Stop();
        ShareScope late = shares.Begin();
        Thread.Sleep(20);
        running.Dispose();
        late.Dispose();

        Assert.True(running.Energy.IsKnown);
        Assert.False(late.Energy.IsKnown);
        Assert.Contains("stopped before this began", late.Energy.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, late.Duration);
        Assert.True(late.IsSettled && late.HasEnded);
        Assert.False(Assert.Single(late.Stages).Energy.IsKnown);
        Assert.Equal(0, late.MostActive);
    }

    [Fact]
    public void Work_that_is_counted_after_the_stop_moves_no_energy_that_was_used_before_it()
    {
        using PowercapSimulator cpu = new(new ConstantLoad(100));
        MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        ShareScope one = shares.Begin(countsWork: true), other = shares.Begin(countsWork: true);
        one.CountWork(1);
        other.CountWork(1);
        Thread.Sleep(20);
        meter.Stop();
        (EnergyResult atStop, EnergyResult otherAtStop) = (one.Energy, other.Energy);
        one.CountWork(98);

        Assert.Equal(atStop.Energy, one.Energy.Energy);
        one.Dispose();
        other.Dispose();
        Assert.Equal(atStop.Energy!.Value.Joules, one.Energy.Energy!.Value.Joules, 1e-9);
        Assert.Equal(otherAtStop.Energy!.Value.Joules, other.Energy.Energy!.Value.Joules, 1e-9);
    }

    [Fact]
    public async Task At_every_moment_the_parts_add_up_and_work_that_outlives_the_session_has_its_part()
    {
        using PowercapSimulator cpu = new(new SquareLoad("10 Hz square", 10, 50, 350));
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        EnergyShares shares = new(meter);
        Task<IReadOnlyList<ShareScope>>[] workers = [.. Enumerable.Range(0, 8).Select(worker => Task.Run(() => Work(shares, worker, byWork: worker > 0)))];
        ShareScope[] open = [.. Enumerable.Range(0, 3).Select(_ => shares.Begin())];
        while (!workers.All(worker => worker.IsCompleted))
        {
            AddsUp(shares.Current);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        double whole = meter.Stop().Energy.Energy!.Value.Joules;
        double ended = (await Task.WhenAll(workers)).SelectMany(each => each).Sum(share => share.Energy.Energy!.Value.Joules);
        double under = open.Sum(share => share.Energy.Energy!.Value.Joules);
        AddsUp(shares.Current);
        Assert.Equal(whole, ended + under + shares.Unattributed.Energy!.Value.Joules, 1e-9 * whole);
        Array.ForEach(open, share => share.Dispose());
        Assert.Equal(under, open.Sum(share => share.Energy.Energy!.Value.Joules), 1e-9 * whole);
        Assert.All(open, share => Assert.True(share.IsSettled));

        static void AddsUp(ShareStatement statement)
        {
            double all = statement.Energy.Energy!.Value.Joules, rest = statement.Unattributed.Energy!.Value.Joules;
            Assert.Equal(all, statement.Attributed.Energy!.Value.Joules + rest, 1e-9 * Math.Max(1, all));
        }
    }

    [Fact]
    public void No_sensor_is_read_for_a_share()
    {
        using PowercapSimulator cpu = new(new ConstantLoad(100));
        CountedSource source = new();
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).AddSource(source).SampleEvery(TimeSpan.FromSeconds(2)).Start();
        EnergyShares shares = new(meter);
        Thread.Sleep(300); // what is read to learn the rhythm of the sensor
        int before = source.Reads;
        for (int share = 0; share < 1000; share++)
        {
            using ShareScope scope = shares.Begin();
            scope.NextStage();
            Assert.True(scope.Energy.IsKnown);
        }

        Assert.InRange(source.Reads - before, 0, 100); // ordinary samples may fall between, as many as a busy machine has time for
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Work_that_makes_no_sense_is_refused(double units)
    {
        using PowercapSimulator cpu = new(new ConstantLoad(100));
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(cpu.SysRoot).Start();
        using ShareScope share = new EnergyShares(meter).Begin(countsWork: true);
        Assert.Equal("units", Assert.Throws<ArgumentOutOfRangeException>(() => share.CountWork(units)).ParamName);
    }

    [Fact]
    public void Without_a_sensor_a_share_is_unknown_and_says_why()
    {
        string empty = Directory.CreateTempSubdirectory("aimeter-no-sys-").FullName;
        using MeterSession meter = AIMeter.Configure("shares").WithSysRoot(empty).WithoutEstimates().OnGpus("no-such-gpu").Start();
        EnergyShares shares = new(meter);
        ShareScope share = shares.Begin();
        share.Dispose();

        Assert.False(share.Energy.IsKnown);
        Assert.Contains("no source of CPU energy is ready", share.Energy.Reason, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ShareScope>> Work(EnergyShares shares, int worker, bool byWork)
    {
        List<ShareScope> ended = [];
        for (int round = 0; round < 10; round++)
        {
            using ShareScope share = shares.Begin(countsWork: byWork);
            for (int stage = 0; stage < 2; stage++)
            {
                await Task.Delay(1 + ((worker + round) % 7));
                share.CountWork(worker + stage);
                share.NextStage(countsWork: byWork);
            }

            ended.Add(share);
        }

        return ended;
    }

    private sealed class CountedSource : IMetricSampler
    {
        private readonly long _origin = TimeProvider.System.GetTimestamp();
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public string Name => "counted";

        public bool MayBlock => false;

        public IReadOnlyList<Channel> Channels { get; } =
            [Channel.EnergyCounter(new Device("board", DeviceKind.Cpu), new SensorTraits { JoulesPerCount = 1e-3, RefreshPeriod = TimeSpan.FromSeconds(1) })];

        public void Sample(SampleWriter writer)
        {
            Interlocked.Increment(ref _reads);
            writer.Write(0, Math.Floor(TimeProvider.System.GetElapsedTime(_origin).TotalSeconds) * 1e4); // 10 W, told once a second
        }
    }
}
