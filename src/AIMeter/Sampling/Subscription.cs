using AIMetering.Sources;

namespace AIMetering.Sampling;

/// <summary>Takes what a source gave.</summary>
internal interface ISampleConsumer
{
    /// <summary>Takes one read.</summary>
    /// <param name="samples">What each channel gave, in the order of the source's channels.</param>
    /// <param name="isSample">True for an ordinary sample; false for an extra read that only serves the accounting of energy.</param>
    /// <param name="failure">What the source threw; null when it did not.</param>
    void Take(ReadOnlySpan<Sample> samples, bool isSample, Exception? failure);

    /// <summary>When an extra read would tell most about energy, in time stamps; <see cref="long.MaxValue"/> when none would.</summary>
    long NextUsefulRead(long now);

    /// <summary>Marks the channels for which an extra read would be useful now.</summary>
    void Want(long now, Span<bool> channels);
}

/// <summary>One session's wish to have a source read at its own interval, on absolute deadlines.</summary>
internal sealed class Subscription(ISampleConsumer consumer, long first, long interval)
{
    public ISampleConsumer Consumer { get; } = consumer;

    public long NextDue { get; private set; } = first;

    /// <summary>Gets how many deadlines passed without a sample.</summary>
    public long Missed { get; private set; }

    /// <summary>Moves on to the next deadline after a sample; deadlines stay on the grid, so nothing drifts.</summary>
    public void Advance(long now)
    {
        long late = Math.Max(0, now - NextDue) / interval;
        Missed += late;
        NextDue += (late + 1) * interval;
    }
}
