using AIMetering.Readings;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Estimate;

/// <summary>Counts the joules that the model says the CPU took, from the busy time that the kernel counts.</summary>
/// <remarks>
/// The energy is integrated exactly: idle power over the time passed, and what a busy thread draws on top over the busy seconds.
/// It advances at most once in a tick of the kernel, so that its steps are those of the busy time and not of the clock.
/// </remarks>
internal sealed class EstimateGroup : FileGroup
{
    /// <summary>The step of the kernel's busy time.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Func<double, double, double> _joules;
    private readonly ValueParser _busySeconds;
    private readonly TimeProvider _time;
    private readonly double _joulesPerCount;
    private Pace _pace;
    private Growth _busy;
    private double _firstBusy, _energy;
    private long _started;
    private bool _isStarted;

    /// <summary>Makes the counter.</summary>
    /// <param name="file">The file with the busy time.</param>
    /// <param name="name">What people call the file.</param>
    /// <param name="channel">The energy counter.</param>
    /// <param name="time">The clock.</param>
    /// <param name="busySeconds">Finds the busy seconds, summed over threads.</param>
    /// <param name="joules">The energy of a time and the busy seconds in it.</param>
    public EstimateGroup(
        TextFile file, string name, Channel channel, TimeProvider time, ValueParser busySeconds, Func<double, double, double> joules)
        : base(file, name, channel)
    {
        (_time, _pace, _busySeconds, _joules) = (time, new Pace(time, Tick), busySeconds, joules);
        _joulesPerCount = channel.Sensor!.JoulesPerCount;
    }

    public override bool ReadAtEdges => true;

    protected override bool TryWrite(ReadOnlySpan<byte> text, SampleWriter writer, int first, long readEnded)
    {
        if (!_busySeconds(text, out double busy))
        {
            return false;
        }

        if (_pace.IsDue(readEnded))
        {
            Advance(_busy.Advance(busy), readEnded);
        }

        writer.Write(first, _energy / _joulesPerCount, readEnded);
        return true;
    }

    private void Advance(double busy, long now)
    {
        if (!_isStarted)
        {
            (_firstBusy, _started, _isStarted) = (busy, now, true);
        }

        _energy = _joules(_time.GetElapsedTime(_started, now).TotalSeconds, busy - _firstBusy);
    }
}
