namespace AIMetering.Export;

/// <summary>Sends spools to the database on a thread of its own with synchronous calls, so it depends on no thread pool.</summary>
/// <remarks>A step that fails is repeated with growing pauses until it works or the session ends; the spool keeps what is not sent.</remarks>
internal sealed class Sender
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly SqlPlace _place;
    private readonly RunSpool _own;
    private readonly SpoolBatch _batch;
    private readonly Thread _thread;
    private readonly HashSet<string> _lookedAt = new(StringComparer.Ordinal);
    private SqlLink? _link;
    private TimeSpan _pause = ShortestPause;
    private bool _isStopping;
    private volatile bool _isDone;

    public Sender(SqlPlace place, RunSpool own)
    {
        (_place, _own, _batch) = (place, own, new(own));
        _thread = new(Run) { IsBackground = true, Name = "AIMeter sql" };
        _thread.Start();
    }

    /// <summary>Gets the last failure in words; null when the last step worked.</summary>
    public string? Failure { get; private set; }

    /// <summary>Sends what is left, for so long at most.</summary>
    /// <returns>Whether everything of this run is in the database.</returns>
    public bool Finish(TimeSpan patience)
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join(patience);
        return _isDone;
    }

    private void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        catch (Exception error) // such as a spool folder that somebody deleted: the measured program goes on
        {
            Failure = error.Message;
        }
        finally
        {
            _own.Dispose();
            Drop();
        }
    }

    /// <returns>Whether to go on.</returns>
    private bool Step()
    {
        bool isLast = IsStopping(); // before looking: what was appended before the stop is then seen
        if (!_batch.Fill())
        {
            return !isLast && Rest();
        }

        if (!TrySend(_batch))
        {
            return !isLast && WaitLonger();
        }

        _pause = ShortestPause;
        if (_batch.IsComplete)
        {
            _own.Complete();
            _isDone = true;
            while (SendLeftOver())
            {
            }

            _place.TidySpoolFolder();
            return false;
        }

        return isLast || _batch.WasFull || Rest();
    }

    private bool Rest()
    {
        SendLeftOver();
        Wait(Rhythm);
        return true;
    }

    private bool WaitLonger()
    {
        Wait(_pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        return true;
    }

    private bool IsStopping()
    {
        lock (_gate)
        {
            return _isStopping;
        }
    }

    private void Wait(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_isStopping)
            {
                Monitor.Wait(_gate, time);
            }
        }
    }

    // What ended processes left, a run at a time: when there is nothing of our own to send.
    private bool SendLeftOver()
    {
        string? folder = SpoolFolders.Runs(_place.SpoolFolder).FirstOrDefault(each => each != _own.Folder && _lookedAt.Add(each));
        using RunSpool? spool = folder is null ? null : RunSpool.TryAdopt(folder);
        if (spool is not null)
        {
            Try(store => LeftOver.Send(store, spool, () => !_isDone && IsStopping()));
        }

        return folder is not null;
    }

    private bool TrySend(SpoolBatch batch) => Try(store =>
    {
        store.Apply(batch);
        batch.Sent();
    });

    private bool Try(Action<RunStore> action)
    {
        try
        {
            action(new RunStore(_link ??= _place.Open()));
            Failure = null;
            return true;
        }
        catch (Exception error) // whatever a driver throws: the spool keeps the frames, and the report says so
        {
            Failure = error.Message;
            Drop();
            return false;
        }
    }

    private void Drop()
    {
        try
        {
            _link?.Dispose();
        }
        catch (Exception) // a broken connection may fail at its end, too
        {
        }

        _link = null;
        _place.Forget();
    }
}
