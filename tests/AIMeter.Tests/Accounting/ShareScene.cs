using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Simulation;
using Xunit;

namespace AIMetering.Tests.Accounting;

/// <summary>Work that comes, counts, changes its stage and goes on a device of known truth; the rule is worked out here once more, from the truth.</summary>
internal sealed class ShareScene
{
    private readonly IShareSensor _sensor;
    private readonly Random _random;
    private readonly List<Work> _active = [];
    private readonly Edge _start;
    private double _last;
    private bool _isUnsure;

    public ShareScene(IShareSensor sensor, Random random)
    {
        (_sensor, _random) = (sensor, random);
        _start = new Edge(_sensor.Now, 1);
        _sensor.Track.Edges.Add(_start, 0);
        _last = _sensor.Now;
        Pool = new SharePool([_sensor.Track], _start);
    }

    public SharePool Pool { get; }

    public List<Work> Ended { get; } = [];

    /// <summary>Gets how many figures were checked, and those whose limits did not hold the truth.</summary>
    public int Checked { get; private set; }

    public List<string> False { get; } = [];

    public double TrueRest { get; private set; }

    public double TrueShared { get; private set; }

    /// <summary>Gets the sum of the distances to the truth, by what was known at the end of each work and by what was known later.</summary>
    public (double Live, double Settled) Errors { get; private set; }

    /// <summary>Something happens after 1 to 200 ms, or at the same instant.</summary>
    /// <param name="most">So many are active at most; now and then nobody is.</param>
    /// <param name="counting">The share of stages that count their work.</param>
    public void Step(int most, double counting)
    {
        Wait(_random.NextDouble() < 0.05 ? 0 : 0.001 * Math.Pow(200, _random.NextDouble()));
        bool counts = _random.NextDouble() < counting;
        double dice = _random.NextDouble();
        if (_active.Count == 0 || (_active.Count < most && dice < 0.35))
        {
            Arrive(counts);
        }
        else if (dice < 0.7)
        {
            Leave(_active[_random.Next(_active.Count)]);
        }
        else if (dice < 0.9)
        {
            NextStage(_active[_random.Next(_active.Count)], counts);
        }
        else
        {
            Ask(_active[_random.Next(_active.Count)]); // a question is no turn: the stretch goes on
        }
    }

    /// <summary>Time goes by, and whoever counts gets some work done in it.</summary>
    public void Wait(double seconds)
    {
        double until = _sensor.Now + seconds;
        _sensor.RunUntil(until);
        foreach (Work work in _active.Where(work => work.Counts && _random.NextDouble() < 0.7))
        {
            Count(work, _random.NextDouble() < 0.03 ? null : _random.Next(8));
        }
    }

    public Work Arrive(bool counts)
    {
        EndStretch();
        Work work = new(Pool.Begin(Pool.Mark(_sensor.Now), counts)) { Counts = counts };
        _active.Add(work);
        _active.ForEach(each => each.Most = Math.Max(each.Most, _active.Count));
        return work;
    }

    public void Count(Work work, double? units)
    {
        Pool.Rule.Count(work.Account, units);
        _isUnsure |= units is null;
        work.Units += units ?? 0;
    }

    public void NextStage(Work work, bool counts)
    {
        EndStretch();
        Pool.NextStage(work.Account, Pool.Mark(_sensor.Now), counts);
        work.Counts = counts;
        work.Truth.Add(0);
    }

    public void Leave(Work work)
    {
        EndStretch();
        Pool.End(work.Account, Pool.Mark(_sensor.Now));
        _active.Remove(work);
        Ended.Add(work);
        work.Live = Check(work, "when it ended");
    }

    /// <summary>Everybody leaves, the last reads come, and every figure is looked at once more.</summary>
    public ShareWhole EndAll()
    {
        while (_active.Count > 0)
        {
            Leave(_active[^1]);
        }

        EndStretch();
        Edge end = new(_sensor.Now, 1);
        _sensor.Track.Edges.Add(end, 0);
        _sensor.RunUntil(_sensor.Now + 2);
        _sensor.Track.Edges.Finish(_sensor.Track);
        foreach (Work work in Ended)
        {
            work.Settled = Check(work, "when it was settled");
            Assert.Equal(0, work.Account.Stages[^1].Ended!.Waiting);
            Assert.Equal(work.Most, work.Account.MostActive);
            Errors = (Errors.Live + Error(work.Live!, work), Errors.Settled + Error(work.Settled, work));
        }

        ShareWhole whole = Assert.Single(Pool.Whole(end, end.Seconds));
        Assert.Equal(_sensor.Track.Window(_start[0], end[0]).Energy, whole.Used.Energy);
        return whole;
    }

    /// <summary>The share of one that is active by what is known now.</summary>
    public EnergyResult Ask(Work work)
    {
        double used = _sensor.Truth(_last, _sensor.Now);
        return Check(work, "on the way", used * WeightOf(work));
    }

    /// <summary>The shares of those that ended and those that are active are what was given out; with the rest they are what was used.</summary>
    public void AddsUpNow()
    {
        ShareWhole whole = Assert.Single(Pool.Whole(null, _sensor.Now));
        double used = whole.Used.Energy!.Value.Joules, given = whole.Attributed.Energy!.Value.Joules;
        EnergyResult[] each = [.. Ended.Concat(_active).Select(work => Share(work.Account.Stages[0], work.Account.Stages[^1]))];
        double shares = each.Sum(share => share.Energy!.Value.Joules);
        Assert.Equal(given, shares, 1e-9 * Math.Max(1, used));
        Assert.Equal(used, given + whole.Rest.Energy!.Value.Joules, 1e-9 * Math.Max(1, used));
        Assert.All(each, share => Assert.True(share.High <= whole.Used.High, $"up to {share.High} of {whole.Used.High} at most"));
        Assert.True(whole.Attributed.High <= whole.Used.High, $"up to {whole.Attributed.High} was given out of {whole.Used.High} at most");
        Assert.True(whole.Rest.High <= whole.Used.High, $"up to {whole.Rest.High} was left of {whole.Used.High} at most");
    }

    private static double Error(EnergyResult share, Work work) => Math.Abs(share.Energy!.Value.Joules - work.Truth.Sum());

    private void EndStretch()
    {
        double used = _sensor.Truth(_last, _sensor.Now);
        _last = _sensor.Now;
        _active.ForEach(work => work.Truth[^1] += used * WeightOf(work));
        _active.ForEach(work => work.Units *= 0);
        (TrueRest, TrueShared) = _active.Count == 0 ? (TrueRest + used, TrueShared) : (TrueRest, TrueShared + used);
        _isUnsure = false;
    }

    private double WeightOf(Work work)
    {
        double all = _active.Sum(each => each.Units);
        return !_isUnsure && all > 0 && _active.All(each => each.Counts) ? work.Units / all : 1.0 / _active.Count;
    }

    // The whole share and each stage on its own; what is under way may have more than the stretches that are over.
    private EnergyResult Check(Work work, string when, double more = 0)
    {
        List<ShareSpan> stages = work.Account.Stages;
        EnergyResult whole = Share(stages[0], stages[^1]);
        Holds(whole, work.Truth.Sum() + more, $"the share {when}");
        double sum = 0;
        for (int stage = 0; stage < stages.Count; stage++)
        {
            EnergyResult part = Share(stages[stage], stages[stage]);
            Holds(part, work.Truth[stage] + (stage == stages.Count - 1 ? more : 0), $"stage {stage} {when}");
            sum += part.Energy!.Value.Joules;
        }

        Assert.Equal(whole.Energy!.Value.Joules, sum, 1e-9 * Math.Max(1, sum));
        return whole;
    }

    private EnergyResult Share(ShareSpan first, ShareSpan last) => Assert.Single(Pool.Share(first, last, null, _sensor.Now)).Energy;

    private void Holds(EnergyResult share, double truth, string what)
    {
        Checked++;
        Assert.Equal(MeasurementMethod.Attributed, share.Method);
        if (!(share.Low!.Value.Joules <= truth + 1e-9 && truth <= share.High!.Value.Joules + 1e-9))
        {
            False.Add($"{what} at {_sensor.Now:0.000} s: {share.Low} to {share.High} does not hold {truth} J");
        }
    }

    internal sealed class Work(ShareAccount account)
    {
        public ShareAccount Account { get; } = account;

        public bool Counts { get; set; }

        public double Units { get; set; }

        public int Most { get; set; }

        /// <summary>Gets the true share of each stage.</summary>
        public List<double> Truth { get; } = [0];

        public EnergyResult? Live { get; set; }

        public EnergyResult? Settled { get; set; }
    }
}

/// <summary>A sensor in virtual time with the truth beside it.</summary>
internal interface IShareSensor
{
    IEnergyTrack Track { get; }

    double Now { get; }

    void RunUntil(double seconds);

    double Truth(double from, double to);
}

/// <summary>A counter that updates at its own rhythm, late by a share of its period at most; a rough one is slow to be read now and then.</summary>
internal sealed class CounterSensor : IShareSensor
{
    private readonly VirtualMeter _meter;
    private readonly Load _load;

    public CounterSensor(Load load, double period, double gain, Random random, bool isRough = false, double jitter = 0)
    {
        TickingCounter sensor = new(load, period, random.NextDouble(), 1e-3, gain: 1 + (gain * ((2 * random.NextDouble()) - 1)), jitter: jitter);
        _load = load;
        _meter = new VirtualMeter(sensor, sensor.Traits(gain, maxWatts: 700), 1 + random.NextDouble(), 0.1, random, slowReads: isRough ? 0.02 : 0);
        _meter.RunUntil(_meter.Now + 1);
    }

    public IEnergyTrack Track => _meter.Track;

    public double Now => _meter.Now;

    public void RunUntil(double seconds) => _meter.RunUntil(seconds);

    public double Truth(double from, double to) => _load.Energy(from, to);
}

/// <summary>A device that tells the mean power of the last window, with noise.</summary>
internal sealed class PowerSensor : IShareSensor
{
    private readonly PowerTrack _track;
    private readonly Load _load;
    private readonly double _window, _noise;
    private readonly Random _random;
    private double _next = 2;

    public PowerSensor(Load load, double window, double noise, Random random)
    {
        (_load, _window, _noise, _random) = (load, window, noise, random);
        _track = new PowerTrack(
            Channel.Power(new Device("plug", DeviceKind.Wall), new SensorTraits
            {
                RefreshPeriod = TimeSpan.FromSeconds(window),
                AveragingWindow = TimeSpan.FromSeconds(window),
                MaxPowerWatts = 400,
                GainError = noise,
            }), "simulated", window);
        RunUntil(5);
    }

    public IEnergyTrack Track => _track;

    public double Now { get; private set; }

    public void RunUntil(double seconds)
    {
        for (; _next <= seconds; _next += _window)
        {
            double noise = 1 + (_noise * ((2 * _random.NextDouble()) - 1));
            _track.Observe(_next - 1e-5, _next, noise * _load.Energy(_next - _window, _next) / _window);
        }

        Now = seconds;
    }

    public double Truth(double from, double to) => _load.Energy(from, to);
}
