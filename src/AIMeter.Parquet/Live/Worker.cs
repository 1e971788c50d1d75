using System.Collections.Concurrent;

namespace AIMetering.Export;

/// <summary>One thread that does jobs in their order, beside the measuring.</summary>
internal sealed class Worker : IDisposable
{
    private readonly BlockingCollection<Action> _jobs = [];
    private readonly Thread _thread;
    private Exception? _error;

    public Worker()
    {
        _thread = new(Run) { IsBackground = true, Name = "AIMeter parquet" };
        _thread.Start();
    }

    /// <summary>Adds a job whose failure is told by <see cref="Finish"/>.</summary>
    public void Do(Action job) => _jobs.Add(job);

    /// <summary>Adds a job unless the thread is to end already.</summary>
    public void TryDo(Action job)
    {
        if (!_jobs.IsAddingCompleted)
        {
            _jobs.Add(job);
        }
    }

    /// <summary>Waits until all is done.</summary>
    /// <exception cref="IOException">The first job that failed did so with this.</exception>
    public void Finish()
    {
        if (!_jobs.IsAddingCompleted)
        {
            _jobs.CompleteAdding();
        }

        _thread.Join();
        Exception? error = Interlocked.Exchange(ref _error, null);
        if (error is not null)
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>Lets the thread end when it has done what it was given.</summary>
    public void Dispose()
    {
        if (!_jobs.IsAddingCompleted)
        {
            _jobs.CompleteAdding();
        }
    }

    private void Run()
    {
        foreach (Action job in _jobs.GetConsumingEnumerable())
        {
            try
            {
                job();
            }
            catch (Exception error) // told by Finish; nothing on this thread may end the measured program
            {
                _error ??= error;
            }
        }
    }
}
