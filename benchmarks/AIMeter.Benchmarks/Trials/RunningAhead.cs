using System.Diagnostics;

namespace AIMetering.Benchmarks.Trials;

/// <summary>The real clock, set forward by hand: ticks in a row see the time pass that lies between them at their true rate.</summary>
internal sealed class RunningAhead : TimeProvider
{
    private long _ahead;

    public override long TimestampFrequency => Stopwatch.Frequency;

    public override long GetTimestamp() => Stopwatch.GetTimestamp() + _ahead;

    public void Advance(TimeSpan time) => _ahead += (long)(time.TotalSeconds * TimestampFrequency);
}
