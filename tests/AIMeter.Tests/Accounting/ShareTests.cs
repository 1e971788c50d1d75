using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Simulation;
using Xunit;

namespace AIMetering.Tests.Accounting;

public sealed class ShareTests
{
    private const int Most = 32, Turns = 4000;

    public static TheoryData<string, double, double> Sensors => new()
    {
        { "1 ms, as RAPL", 0.001, 0.02 },
        { "20 ms, as newer GPUs", 0.02, 0.02 },
        { "100 ms, as older GPUs", 0.1, 0.05 },
        { "1 ms, of a true scale", 0.001, 0 },
        { "100 ms, of a true scale", 0.1, 0 }, // nothing but the turns makes the bound
    };

    [Theory]
    [MemberData(nameof(Sensors))]
    public void Shares_and_rest_add_up_and_each_bound_contains_the_share_of_the_true_energy(string sensor, double period, double gain)
    {
        Random random = new(7);
        int contained = 0, ended = 0;
        foreach (Load load in Load.Standard(random))
        {
            Scene scene = new(load, period, gain, random);
            for (int turn = 0; turn < Turns; turn++)
            {
                scene.Step(random);
            }

            scene.EndAll();
            (contained, ended) = (contained + scene.Contained, ended + scene.Ended.Count);
            EnergyResult rest = scene.Shares.RestSince(scene.Begin), attributed = scene.Shares.AttributedSince(scene.Begin);
            double shared = scene.Ended.Sum(share => share.Energy!.Value.Joules);
            Assert.Equal(attributed.Energy!.Value.Joules, shared, 1e-6);
            Assert.Equal(scene.Counted, shared + rest.Energy!.Value.Joules, 1e-6);
            Assert.InRange(scene.TrueRest, rest.Low!.Value.Joules, rest.High!.Value.Joules);
            Assert.InRange(scene.TrueEnergy - scene.TrueRest, attributed.Low!.Value.Joules, attributed.High!.Value.Joules);
            Assert.All(scene.Ended, share => Assert.Equal(MeasurementMethod.Attributed, share.Method));
        }

        Assert.True(contained == ended, $"{sensor}: {contained} of {ended} bounds contained the truth");
    }

    [Fact]
    public void Alone_for_many_updates_the_bound_of_a_share_is_that_of_the_sensor_and_little_more()
    {
        Random random = new(3);
        Scene scene = new(new ConstantLoad(300), 0.1, 0.05, random);
        scene.Arrive();
        scene.Wait(30);
        scene.EndAll();

        EnergyResult share = Assert.Single(scene.Ended);
        Assert.InRange(share.Energy!.Value.Joules, 0.95 * 9000, 1.05 * 9000);
        Assert.InRange(share.RelativeBound!.Value, 0.05, 0.065);
    }

    [Fact]
    public void Work_shorter_than_the_sensor_sees_says_so()
    {
        Scene scene = new(new ConstantLoad(300), 0.1, 0, new Random(4));
        scene.Arrive();
        scene.Wait(0.005);
        scene.EndAll();

        EnergyResult share = Assert.Single(scene.Ended);
        Assert.True(share.Caveats.HasFlag(EnergyCaveats.BelowResolution));
        Assert.InRange(share.Energy!.Value.Joules, 0, 700 * 0.005);
    }

    /// <summary>Work that comes and goes on a device of known truth.</summary>
    private sealed class Scene
    {
        private readonly VirtualMeter _meter;
        private readonly Load _load;
        private readonly List<Work> _active = [];
        private double _last;

        public Scene(Load load, double period, double gain, Random random)
        {
            TickingCounter sensor = new(load, period, random.NextDouble(), 1e-3, gain: 1 + (gain * ((2 * random.NextDouble()) - 1)));
            _load = load;
            _meter = new VirtualMeter(sensor, sensor.Traits(gain, maxWatts: 700), 1 + random.NextDouble(), 0.1, random);
            Shares = new TrackShares(_meter.Track);
            _meter.RunUntil(_meter.Now + 1);
            _last = _meter.Now;
            Shares.Advance(_meter.Track.At(_meter.Now), 0);
            (Begin, FirstJoules) = (Shares.Mark(0), _meter.Track.At(_meter.Now).Joules);
        }

        public TrackShares Shares { get; }

        public ShareMark Begin { get; }

        public List<EnergyResult> Ended { get; } = [];

        public int Contained { get; private set; }

        public double TrueEnergy { get; private set; }

        public double TrueRest { get; private set; }

        public double Counted { get; private set; }

        private double FirstJoules { get; }

        // Work of 1 ms to 5 s; now and then nobody is there.
        public void Step(Random random)
        {
            Wait(0.001 * Math.Pow(200, random.NextDouble()));
            bool arrives = _active.Count == 0 || (_active.Count < Most && random.NextDouble() < 0.5);
            if (arrives)
            {
                Arrive();
            }
            else
            {
                Leave(_active[random.Next(_active.Count)]);
            }
        }

        public void Wait(double seconds)
        {
            _meter.RunUntil(_meter.Now + seconds);
            double joules = _load.Energy(_last, _meter.Now);
            _last = _meter.Now;
            TrueEnergy += joules;
            TrueRest += _active.Count == 0 ? joules : 0;
            _active.ForEach(work => work.Truth += joules / _active.Count);
        }

        public void Arrive()
        {
            Advance();
            Shares.Turn(_active.Count, _active.Count + 1);
            _active.Add(new Work(Shares.Mark(_active.Count + 1)));
        }

        public void EndAll()
        {
            while (_active.Count > 0)
            {
                Leave(_active[^1]);
            }
        }

        private void Leave(Work work)
        {
            Advance();
            EnergyResult share = Shares.ShareSince(work.Begin, _active.Count);
            Ended.Add(share);
            Contained += share.Low!.Value.Joules <= work.Truth + 1e-9 && work.Truth <= share.High!.Value.Joules + 1e-9 ? 1 : 0;
            Shares.Turn(_active.Count, _active.Count - 1);
            _active.Remove(work);
        }

        private void Advance()
        {
            EdgeValue value = _meter.Track.At(_meter.Now);
            Counted = Math.Max(Counted, value.Joules - FirstJoules);
            Shares.Advance(value, _active.Count);
        }

        private sealed class Work(ShareMark begin)
        {
            public ShareMark Begin { get; } = begin;

            public double Truth { get; set; }
        }
    }
}
