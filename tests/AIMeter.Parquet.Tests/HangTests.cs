using Xunit;

namespace AIMetering.Export.Tests;

public class HangTests
{
    [Fact]
    public void Nothing_waits_for_the_synchronization_context_of_the_caller()
    {
        using TemporaryFolder folder = new();
        DeadContext context = new();
        RunAside(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            Everything(folder);
        });
        Assert.Equal(0, context.Posts);
    }

    [Fact]
    public void Nothing_waits_for_a_starved_thread_pool()
    {
        using TemporaryFolder folder = new();
        ManualResetEventSlim free = new(); // not disposed: the last items may begin to wait when all is over
        ThreadPool.GetMaxThreads(out int before, out int ports);
        int starved = Math.Max(Environment.ProcessorCount, ThreadPool.ThreadCount) + 2;
        try
        {
            Assert.True(ThreadPool.SetMaxThreads(starved, ports));
            for (int item = 0; item < 4 * starved; item++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => free.Wait(), null);
            }

            SpinWait.SpinUntil(() => ThreadPool.PendingWorkItemCount > starved, TimeSpan.FromMinutes(1));
            RunAside(() => Everything(folder));
            Assert.False(free.IsSet);
        }
        finally
        {
            free.Set();
            ThreadPool.SetMaxThreads(before, ports);
        }
    }

    private static void Everything(TemporaryFolder folder)
    {
        Samples.Measure(folder, reads: 20);
        string run = Samples.Report().SaveParquet(folder.In("saved"));
        ParquetRuns.Load(run);
        ParquetExport.Recover(folder.Path);
    }

    // A hang must fail this test, not the whole run.
    private static void RunAside(Action action)
    {
        Exception? error = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception thrown)
            {
                error = thrown;
            }
        })
        { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(2)), "it hangs");
        Assert.Null(error);
    }

    /// <summary>A context whose thread never comes back, such as that of a window which waits for the result.</summary>
    private sealed class DeadContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => _posts;

        public override void Post(SendOrPostCallback d, object? state) => Interlocked.Increment(ref _posts);

        public override void Send(SendOrPostCallback d, object? state) => Interlocked.Increment(ref _posts);
    }
}
