using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sampling;

/// <summary>A source that may block rides along with the quick ones for as long as it is quick itself.</summary>
public sealed class RideTests
{
    [Fact]
    public void A_source_that_is_slow_again_and_again_loses_its_ride()
    {
        Slow source = new(_ => TimeSpan.FromMilliseconds(3));
        Assert.True(LosesRide(source, TimeSpan.FromSeconds(20)));
        Assert.InRange(source.Reads, 5, 50);
    }

    [Fact]
    public void A_source_that_has_a_thread_of_its_own_keeps_it_however_slow_it_is()
    {
        Slow source = new(_ => TimeSpan.FromMilliseconds(3));
        using SourceRunner runner = new(source, TimeProvider.System);
        using SamplingLoop loop = new("test", TimeProvider.System, _ => Assert.Fail("it has nowhere to go"));
        Read(runner, loop);
        Assert.True(SpinWait.SpinUntil(() => source.Reads > 20, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_quick_source_that_is_slow_once_as_when_its_thread_lacks_a_CPU_stays_with_the_quick_ones()
    {
        Slow source = new(read => TimeSpan.FromMilliseconds(read % 5 == 0 ? 25 : 0)) { MayBlock = false };
        using SourceRunner runner = new(source, TimeProvider.System);
        bool isSlow = false;
        using SamplingLoop loop = new("test", TimeProvider.System, _ => isSlow = true);
        Read(runner, loop);
        Assert.True(SpinWait.SpinUntil(() => source.Reads > 20, TimeSpan.FromSeconds(60)));
        Assert.False(isSlow);
    }

    [Fact]
    public void A_quick_source_that_is_slow_twice_in_a_row_gets_a_thread_of_its_own()
    {
        Slow source = new(_ => TimeSpan.FromMilliseconds(25)) { MayBlock = false };
        Assert.True(LosesRide(source, TimeSpan.FromSeconds(60)));
        Assert.InRange(source.Reads, 2, 50);
    }

    private static bool LosesRide(Slow source, TimeSpan patience)
    {
        using ManualResetEventSlim lost = new();
        using SourceRunner runner = new(source, TimeProvider.System) { RidesAlong = source.MayBlock };
        using SamplingLoop loop = new("test", TimeProvider.System, each =>
        {
            each.RidesAlong = each.IsShared = false;
            lost.Set();
        });
        Read(runner, loop);
        return lost.Wait(patience, TestContext.Current.CancellationToken);
    }

    private static void Read(SourceRunner runner, SamplingLoop loop)
    {
        runner.Add(new Subscription(new Nobody(), TimeProvider.System.GetTimestamp(), TimeProvider.System.TimestampFrequency / 100));
        loop.Add(runner);
    }

    private sealed class Slow(Func<int, TimeSpan> length) : IMetricSampler
    {
        private int _reads;

        public string Name => "slow";

        public bool MayBlock { get; init; } = true;

        public IReadOnlyList<Channel> Channels { get; } = [Channel.Gauge(new Device("d", DeviceKind.Host), "x", MetricUnit.None)];

        public int Reads => Volatile.Read(ref _reads);

        public void Sample(SampleWriter writer)
        {
            Thread.Sleep(length(_reads));
            writer.Write(0, 1);
            Interlocked.Increment(ref _reads);
        }
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
