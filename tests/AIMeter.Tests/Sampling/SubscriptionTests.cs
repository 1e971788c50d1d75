using AIMetering.Sampling;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sampling;

public sealed class SubscriptionTests
{
    [Fact]
    public void Deadlines_stay_on_their_grid_however_late_a_sample_comes()
    {
        Subscription subscription = new(new Nobody(), first: 100, interval: 10);
        subscription.Advance(103);
        Assert.Equal((110, 0), (subscription.NextDue, subscription.Missed));
        subscription.Advance(148);
        Assert.Equal((150, 3), (subscription.NextDue, subscription.Missed));
    }

    private sealed class Nobody : ISampleConsumer
    {
        public void Take(ReadOnlySpan<Sample> samples, bool isSample, Exception? failure)
        {
        }

        public long NextUsefulRead(long now) => long.MaxValue;

        public void Want(long now, Span<bool> channels)
        {
        }
    }
}
