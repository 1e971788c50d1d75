namespace AIMetering.Sql.Tests;

/// <summary>Keeps every thread of the pool busy, and more work waiting than it will ever have threads for.</summary>
internal sealed class BusyPool : IDisposable
{
    private readonly ManualResetEventSlim _end = new(false);

    public BusyPool()
    {
        for (int work = 0; work < 500; work++)
        {
            ThreadPool.QueueUserWorkItem(_ => _end.Wait());
        }

        Play.WaitFor(() => ThreadPool.PendingWorkItemCount > 100);
    }

    public void Dispose()
    {
        _end.Set();
        Play.WaitFor(() => ThreadPool.PendingWorkItemCount == 0);
        _end.Dispose();
    }
}
