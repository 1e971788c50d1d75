using System.Threading.Channels;

namespace AIMetering.Live;

/// <summary>A browser that looks. It has a short queue: when that is full it is too slow and is let go.</summary>
internal sealed class FrameClient(IReadOnlyList<byte[]> missed)
{
    // Half a minute at the default pace.
    private const int LongestQueue = 64;

    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _dropped = new();

    /// <summary>Gets what to send first.</summary>
    public IReadOnlyList<byte[]> Missed => missed;

    public ChannelReader<byte[]> Queue => _queue.Reader;

    /// <summary>Gets what ends a write to a client that was let go.</summary>
    public CancellationToken Dropped => _dropped.Token;

    public bool TryHand(byte[] message)
    {
        if (_queue.Writer.TryWrite(message))
        {
            return true;
        }

        // Not here: whoever waits for the cancellation would run on the thread that serves everybody.
        ThreadPool.UnsafeQueueUserWorkItem(static dropped => dropped.Cancel(), _dropped, preferLocal: false);
        return false;
    }

    public void Finish() => _queue.Writer.TryComplete();
}
