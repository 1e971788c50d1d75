using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sessions;

public sealed class OwnSourceCostTests
{
    [Fact]
    public void What_a_source_of_the_users_own_costs_is_in_the_cost_of_measuring()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the CPU time of a thread.");
        Spinning source = new();
        using MeterSession meter = TestMachine.Bare().SampleEvery(TimeSpan.FromMilliseconds(20)).AddSource(source).Start();
        int start = source.Reads;
        Assert.True(SpinWait.SpinUntil(() => source.Reads >= start + 10, TimeSpan.FromSeconds(60)));

        OverheadReport cost = meter.Stop().Overhead;
        Assert.True(cost.SamplerCpuTime >= 9 * Spinning.Cost, $"{cost.SamplerCpuTime}");
    }

    /// <summary>A source that burns a known CPU time in each read.</summary>
    private sealed class Spinning : IMetricSampler
    {
        public static readonly TimeSpan Cost = TimeSpan.FromMilliseconds(5);

        private int _reads;

        public string Name => "spinning";

        public int Reads => Volatile.Read(ref _reads);

        public IReadOnlyList<Channel> Channels { get; } = [Channel.Gauge(new Device("spin", DeviceKind.Other), "rounds", MetricUnit.Count)];

        public void Sample(SampleWriter writer)
        {
            TimeSpan begin = LinuxClock.CurrentThreadCpuTime()!.Value;
            while (LinuxClock.CurrentThreadCpuTime() - begin < Cost)
            {
                Thread.SpinWait(100);
            }

            writer.Write(0, Interlocked.Increment(ref _reads));
        }
    }
}
