namespace AIMetering.Sampling;

/// <summary>A thread that looks after another one when that has not moved for a while. As long as it moves, this one sleeps.</summary>
internal sealed class StandBy : IDisposable
{
    private readonly TimeProvider _time;
    private readonly IAlarm _alarm;
    private readonly TimeSpan _patience;
    private readonly ThreadCost _cost;
    private readonly Action _look;
    private readonly long _fresh;
    private long _putOff = long.MinValue;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The name of the thread.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long the other thread may stand still.</param>
    /// <param name="cost">Where the thread's CPU time is counted.</param>
    /// <param name="look">Looks, and does what is to be done.</param>
    public StandBy(string name, TimeProvider time, TimeSpan patience, ThreadCost cost, Action look)
    {
        (_time, _patience, _cost, _look, _alarm) = (time, patience, cost, look, Alarm.For(time));
        _fresh = (long)(patience.TotalSeconds * time.TimestampFrequency / 8); // put off a little too early costs nothing but a little haste
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>The other thread sets about its work.</summary>
    public void Begins()
    {
        long now = _time.GetTimestamp();
        if (now - _putOff > _fresh || _putOff == long.MinValue)
        {
            _putOff = now;
            _alarm.Set(_patience);
        }
    }

    /// <summary>The other thread has done its work, and waits until a time stamp.</summary>
    public void Waits(long until)
    {
        if (until - _time.GetTimestamp() > 4 * _fresh && _putOff != long.MinValue)
        {
            _putOff = long.MinValue;
            _alarm.Set(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Has the thread end; it is not waited for, since it may be what ends it.</summary>
    public void Dispose()
    {
        _stopping = true;
        _alarm.Set(TimeSpan.FromTicks(1));
    }

    private void Run()
    {
        using (_alarm)
        {
            while (!_stopping)
            {
                _alarm.Wait();
                if (!_stopping)
                {
                    _alarm.Set(_patience / 2); // the call may have begun late in the round
                    _look();
                    _cost.Note();
                }
            }
        }
    }
}
