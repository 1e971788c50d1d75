namespace AIMetering.Sampling;

/// <summary>Waits on a timer of any time provider: for other systems, and for tests whose time is theirs.</summary>
internal sealed class TimerPacer : IPacer
{
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _signal = new(false);
    private readonly ITimer _timer;

    public TimerPacer(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((TimerPacer)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void WaitUntil(long timestamp)
    {
        if (timestamp != long.MaxValue)
        {
            TimeSpan remaining = _time.GetElapsedTime(_time.GetTimestamp(), timestamp);
            if (remaining <= TimeSpan.Zero)
            {
                return;
            }

            _timer.Change(remaining, Timeout.InfiniteTimeSpan);
            if (_time.GetTimestamp() >= timestamp)
            {
                return; // the clock moved on before the timer was set
            }
        }

        _signal.WaitOne();
    }

    public void Wake()
    {
        try
        {
            _signal.Set();
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended; there is nobody to wake.
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _signal.Dispose();
    }
}
