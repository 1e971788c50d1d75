using System.Diagnostics;
using AIMetering.Benchmarks.Bare;
using AIMetering.Benchmarks.Machines;
using AIMetering.Benchmarks.Measuring;

namespace AIMetering.Benchmarks.Trials;

/// <summary>One tick of all sources against the same reads by hand, in CPU time of the thread, in blocks that take turns.</summary>
internal sealed class TickTrial : IDisposable
{
    private const int WarmRounds = 20;
    private const int Rounds = 60;
    private const int TicksPerBlock = 300;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly PowercapTree _tree;
    private readonly BareReads _bare;
    private readonly RunningAhead _clock = new();
    private readonly MeterTick _meter;
    private readonly bool _isShifted;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private double _shifted;
    private int _tick;

    private TickTrial(string sysRoot, bool isShifted)
    {
        (_tree, _bare, _isShifted) = (PowercapTree.Open(sysRoot), new BareReads(sysRoot), isShifted);
        _meter = new MeterTick(sysRoot, isShifted ? _clock : TimeProvider.System, isShifted ? Interval : null);
    }

    private double Seconds => _isShifted ? _shifted : Stopwatch.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>Measures.</summary>
    /// <param name="sysRoot">A powercap tree that nobody else keeps: its counters are written before every tick.</param>
    /// <param name="isShifted">
    /// True to let 100 ms seem to pass between ticks, as at 10 Hz; false for the machine's own clock, where what is read a few
    /// times a second is hardly ever due.
    /// </param>
    public static Dictionary<string, double> Run(string sysRoot, bool isShifted)
    {
        using TickTrial trial = new(sysRoot, isShifted);
        return trial.Measure();
    }

    public void Dispose()
    {
        _meter.Dispose();
        _bare.Dispose();
        _tree.Dispose();
    }

    private Dictionary<string, double> Measure()
    {
        Action control = () => _tree.Show(Seconds), bare = Bare, calls = Calls, meter = Meter;
        List<double> controls = [], bares = [], meters = [], callings = [];
        long allocated = 0;
        for (int round = -WarmRounds; round < Rounds; round++)
        {
            controls.Add(Block(control));
            bares.Add(Block(bare));
            Meter(); // the first after the others is a gap of time, which is noted
            long before = GC.GetAllocatedBytesForCurrentThread();
            double cost = Block(meter);
            allocated = round < 0 ? 0 : allocated + GC.GetAllocatedBytesForCurrentThread() - before;
            meters.Add(cost);
            callings.Add(Block(calls));
        }

        double nothing = Spread.Of(controls[WarmRounds..]).Median;
        Spread ratio = Spread.Of(meters.Zip(bares, (m, b) => (m - nothing) / (b - nothing)).Skip(WarmRounds));
        return new()
        {
            ["series"] = _meter.Series,
            ["meter_us"] = 1e6 * (Spread.Of(meters[WarmRounds..]).Median - nothing),
            ["bare_us"] = 1e6 * (Spread.Of(bares[WarmRounds..]).Median - nothing),
            ["calls_us"] = 1e6 * (Spread.Of(callings[WarmRounds..]).Median - nothing),
            ["ratio_low"] = ratio.Low,
            ["ratio"] = ratio.Median,
            ["ratio_high"] = ratio.High,
            ["bytes"] = allocated / (double)(Rounds * TicksPerBlock),
        };
    }

    private void Meter()
    {
        _shifted += Interval.TotalSeconds;
        _clock.Advance(Interval);
        _tree.Show(Seconds);
        _meter.Tick();
    }

    private void Bare()
    {
        _tree.Show(Seconds);
        _bare.Read(withGauges: _isShifted, withSlow: _isShifted && _tick++ % 10 == 0);
    }

    private void Calls()
    {
        _tree.Show(Seconds);
        _bare.ReadWithoutParsing();
    }

    private static double Block(Action tick)
    {
        double begin = CpuClock.OfThread();
        for (int i = 0; i < TicksPerBlock; i++)
        {
            tick();
        }

        return (CpuClock.OfThread() - begin) / TicksPerBlock;
    }
}
