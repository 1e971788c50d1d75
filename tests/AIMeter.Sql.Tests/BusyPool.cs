namespace AIMetering.Sql.Tests;

/// <summary>Keeps every thread of the pool busy, and more work waiting than it will ever have threads for.</summary>
internal sealed class BusyPool : IDisposable
{
    private const int Work = 500;

    private readonly ManualResetEventSlim _end = new(false);
    private int _done;

    public BusyPool()
    {
        for (int work = 0; work < Work; work++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                _end.Wait();
                Interlocked.Increment(ref _done);
            });
        }

        Play.WaitFor(() => ThreadPool.PendingWorkItemCount > Work / 5);
    }

    public void Dispose()
    {
        _end.Set();
        Play.WaitFor(() => Volatile.Read(ref _done) == Work);
        _end.Dispose();
    }
}
