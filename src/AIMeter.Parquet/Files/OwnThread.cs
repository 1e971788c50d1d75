using System.Runtime.ExceptionServices;

namespace AIMetering.Export;

/// <summary>Runs work of Parquet.Net to its end, away from the caller's synchronization context.</summary>
internal static class OwnThread
{
    /// <summary>Runs on a thread of its own, without a context or a place in the pool, and waits for it.</summary>
    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception error) // thrown again below, on the caller's thread
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        })
        { IsBackground = true, Name = "AIMeter parquet" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>The end of a task that has ended already, because its stream is a <see cref="DirectStream"/>.</summary>
    public static void End(this Task task) => task.GetAwaiter().GetResult();

    /// <inheritdoc cref="End(Task)"/>
    public static T End<T>(this Task<T> task) => task.GetAwaiter().GetResult();

    /// <inheritdoc cref="End(Task)"/>
    public static void End(this ValueTask task) => task.AsTask().End();
}
