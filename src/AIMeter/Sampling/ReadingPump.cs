using System.Globalization;
using AIMetering.Readings;
using Microsoft.Extensions.Logging;

namespace AIMetering.Sampling;

/// <summary>Hands readings to observers and streaming sinks on a thread of its own, so that none of them delays the sampling.</summary>
internal sealed class ReadingPump : IDisposable
{
    // 24 bytes each: 1.5 MB. A minute of 100 series at 10 Hz, should a sink stand still.
    private const int Capacity = 65_536;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Reading[] _ring = new Reading[Capacity];
    private readonly Reading[] _batch = new Reading[Capacity / 8];
    private readonly AutoResetEvent _signal = new(false);
    private readonly Thread _thread;
    private readonly ILogger _log;
    private readonly List<string> _failures = [];
    private Subscriber[] _observers = [];
    private List<IReadingSink> _sinks = [];
    private Func<RunProgress?>? _progress;
    private TimeSpan? _start;
    private long _written, _taken;
    private volatile bool _stopping;

    public ReadingPump(ILogger log)
    {
        _log = log;
        _thread = new Thread(Run) { IsBackground = true, Name = "AIMeter outputs" };
        _thread.Start();
    }

    /// <summary>Gets how many readings were lost because the receivers fell behind by more than the buffer holds.</summary>
    public long Dropped { get; private set; }

    /// <summary>Gets what went wrong with receivers, in words.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_gate)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>Begins to deliver; what was offered before is kept until then.</summary>
    /// <param name="start">The session's start on the clock of the readings offered; they are delivered relative to it.</param>
    /// <param name="sinks">The sinks, opened.</param>
    /// <param name="progress">Asked for what happened besides readings; null when nobody is told of that.</param>
    public void Begin(TimeSpan start, IReadOnlyList<IReadingSink> sinks, Func<RunProgress?>? progress = null)
    {
        lock (_gate)
        {
            (_start, _sinks, _progress) = (start, [.. sinks], progress);
        }
    }

    /// <summary>Takes a reading; never waits.</summary>
    public void Offer(in Reading reading)
    {
        lock (_gate)
        {
            if (_written - _taken == Capacity)
            {
                Dropped++;
                return;
            }

            _ring[_written++ % Capacity] = reading;
        }
    }

    public IDisposable Subscribe(IObserver<Reading> observer)
    {
        Subscriber subscriber = new(this, observer); // one each time: an observer may subscribe twice, and leave once
        lock (_gate)
        {
            _observers = [.. _observers, subscriber];
        }

        return subscriber;
    }

    /// <summary>Delivers what is left, closes the sinks with the report and completes the observers; waits no longer than a few seconds.</summary>
    public void Finish(MeterReport? report)
    {
        Stop();
        foreach (IReadingSink sink in _sinks)
        {
            Try(sink.Name, () =>
            {
                if (report is not null)
                {
                    sink.Close(report);
                }

                sink.Dispose();
            });
        }

        foreach (Subscriber subscriber in _observers)
        {
            Try("observer", subscriber.Observer.OnCompleted);
        }

        if (Dropped > 0)
        {
            Note("outputs", string.Create(CultureInfo.InvariantCulture, $"{Dropped} readings were lost to observers and streaming outputs, because one of them fell behind"));
        }
    }

    /// <summary>Delivers what is left and ends the thread.</summary>
    public void Stop()
    {
        _stopping = true;
        _signal.Set();
        if (Thread.CurrentThread != _thread && !_thread.Join(Patience))
        {
            Note("outputs", "a receiver did not return in time; what it had not taken is lost to it");
            _sinks = [];
            _observers = [];
        }
    }

    public void Dispose()
    {
        Stop();
        _signal.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            _signal.WaitOne(Pause);
            Deliver();
        }

        Deliver();
    }

    // Asked for before the readings and told after them: whoever keeps both has the readings of what it is told of.
    private void Deliver()
    {
        RunProgress? progress;
        do
        {
            progress = Volatile.Read(ref _progress)?.Invoke();
            for (int count = Next(); count > 0; count = Next())
            {
                Deliver(_batch.AsSpan(0, count));
            }

            if (progress is not null)
            {
                Deliver(progress);
            }
        }
        while (progress is not null);
    }

    private int Next()
    {
        lock (_gate)
        {
            if (_start is not { } start)
            {
                return 0;
            }

            int count = (int)Math.Min(_written - _taken, _batch.Length);
            for (int index = 0; index < count; index++)
            {
                Reading reading = _ring[_taken++ % Capacity];
                _batch[index] = reading with { Elapsed = reading.Elapsed - start };
            }

            return count;
        }
    }

    private void Deliver(ReadOnlySpan<Reading> readings)
    {
        for (int index = _sinks.Count - 1; index >= 0; index--)
        {
            try
            {
                _sinks[index].Write(readings);
            }
            catch (Exception error) // a broken sink ends alone; the report says so
            {
                GiveUp(index, error);
            }
        }

        foreach (Subscriber subscriber in Volatile.Read(ref _observers))
        {
            Deliver(subscriber, readings);
        }
    }

    private void Deliver(RunProgress progress)
    {
        for (int index = _sinks.Count - 1; index >= 0; index--)
        {
            try
            {
                _sinks[index].Write(progress);
            }
            catch (Exception error) // as above
            {
                GiveUp(index, error);
            }
        }
    }

    private void GiveUp(int index, Exception error)
    {
        IReadingSink broken = _sinks[index];
        _sinks.RemoveAt(index);
        Note(broken.Name, $"{error.Message.TrimEnd('.')}; it got no readings after that");
        Try(broken.Name, broken.Dispose);
    }

    private void Deliver(Subscriber subscriber, ReadOnlySpan<Reading> readings)
    {
        try
        {
            foreach (Reading reading in readings)
            {
                subscriber.Observer.OnNext(reading);
            }
        }
        catch (Exception error) // a broken observer ends alone; the report says so
        {
            Note("observer", error.Message);
            Remove(subscriber);
        }
    }

    private void Try(string name, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) // as above
        {
            Note(name, error.Message);
        }
    }

    private void Note(string name, string message)
    {
        _log.OutputFailed(name, message);
        lock (_gate)
        {
            _failures.Add($"{name}: {message}");
        }
    }

    private void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _observers = [.. _observers.Where(each => each != subscriber)];
        }
    }

    private sealed class Subscriber(ReadingPump pump, IObserver<Reading> observer) : IDisposable
    {
        public IObserver<Reading> Observer { get; } = observer;

        public void Dispose() => pump.Remove(this);
    }
}
