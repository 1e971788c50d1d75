using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Simulation;

/// <summary>Drives the accounting of one counter as the sampling loop does, but in virtual time: thousands of windows a second.</summary>
/// <remarks>Reads come late by a random latency and take a while, as on a real machine.</remarks>
public sealed class VirtualMeter
{
    private readonly TickingCounter _sensor;
    private readonly Random _random;
    private readonly double _interval, _slowReads;
    private readonly CounterTrack _track;
    private double _nextSample;

    /// <summary>Starts measuring.</summary>
    /// <param name="sensor">The sensor that is read.</param>
    /// <param name="traits">What the meter is told about it.</param>
    /// <param name="start">The time of the first read, in seconds.</param>
    /// <param name="interval">The sampling interval in seconds.</param>
    /// <param name="random">Where latencies come from.</param>
    /// <param name="slowReads">The share of reads that take up to 30 ms, their value taken at any moment of it.</param>
    public VirtualMeter(TickingCounter sensor, SensorTraits traits, double start, double interval, Random random, double slowReads = 0)
    {
        (_sensor, _random, _interval, _slowReads, Now) = (sensor, random, interval, slowReads, start);
        _track = new CounterTrack(Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), traits), "simulated", interval);
        Read();
        _nextSample = Now + interval;
    }

    public double Now { get; private set; }

    public int Reads { get; private set; }

    /// <summary>Gets when the window measured last began and ended, in seconds.</summary>
    public (double Begin, double End) LastWindow { get; private set; }

    internal CounterTrack Track => _track;

    /// <summary>Measures until a time.</summary>
    public void RunUntil(double seconds)
    {
        while (true)
        {
            double due = Math.Min(_nextSample, _track.NextUsefulRead(Now));
            double wake = Math.Max(due, Now) + Latency();
            if (wake >= seconds)
            {
                Now = Math.Max(Now, seconds);
                return;
            }

            Now = wake;
            _nextSample = _nextSample <= Now ? _nextSample + (_interval * (1 + Math.Floor((Now - _nextSample) / _interval))) : _nextSample;
            Read();
        }
    }

    /// <summary>Marks the beginning of a window now: reads, then begins.</summary>
    internal Edge Begin()
    {
        Read();
        return Mark();
    }

    /// <summary>Marks the end of a window now: ends, then reads.</summary>
    internal Edge End()
    {
        Edge edge = Mark();
        Read();
        return edge;
    }

    /// <summary>Measures on until the edges are settled, no longer than a session waits when it stops.</summary>
    public void Settle(double patience = 0.25)
    {
        double until = Now + patience;
        while (_track.Edges.Count > 0 && Now < until)
        {
            RunUntil(Math.Min(until, Now + 0.001));
        }

        _track.Edges.Finish(_track);
    }

    internal EnergyResult Window(Edge begin, Edge end) => _track.Window(begin[0], end[0]);

    /// <summary>Measures one window and tells the truth beside the result.</summary>
    public (double Truth, EnergyResult Result) Measure(double length)
    {
        Edge begin = Begin();
        RunUntil(begin.Seconds + length);
        Edge end = End();
        LastWindow = (begin.Seconds, end.Seconds);
        Settle();
        return (_sensor.Load.Energy(begin.Seconds, end.Seconds), Window(begin, end));
    }

    private Edge Mark()
    {
        Edge edge = new(Now, 1);
        _track.Edges.Add(edge, 0);
        return edge;
    }

    private void Read()
    {
        double before = Now;
        double duration = _slowReads > 0 && _random.NextDouble() < _slowReads ? 0.03 * _random.NextDouble() : 1e-6 * (2 + (8 * _random.NextDouble()));
        double value = _sensor.Read(before + (duration * _random.NextDouble()));
        Now = before + duration;
        Reads++;
        _track.Observe(before, Now, value);
    }

    // As measured for a thread in ppoll: tens of microseconds, now and then a millisecond or more.
    private double Latency()
    {
        double usual = 60e-6 * (0.5 + _random.NextDouble());
        return _random.NextDouble() < 0.02 ? usual + (3e-3 * _random.NextDouble()) : usual;
    }
}
