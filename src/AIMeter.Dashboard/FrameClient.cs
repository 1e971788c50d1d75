using System.Threading.Channels;

namespace AIMetering.Live;

/// <summary>A browser that looks. It has a short queue: when that is full it is too slow and is let go.</summary>
/// <param name="missed">What to send first.</param>
/// <param name="letGo">Breaks the connection; called at most once, and never after the client has left.</param>
internal sealed class FrameClient(IReadOnlyList<byte[]> missed, Action letGo)
{
    // Half a minute at the default pace, with phases and carbon beside each frame.
    private const int LongestQueue = 192;

    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public IReadOnlyList<byte[]> Missed => missed;

    public ChannelReader<byte[]> Queue => _queue.Reader;

    public bool TryHand(byte[] message)
    {
        if (_queue.Writer.TryWrite(message))
        {
            return true;
        }

        letGo();
        return false;
    }

    public void Finish() => _queue.Writer.TryComplete();
}
