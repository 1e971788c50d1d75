using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Sources;
using Xunit;

namespace AIMetering.Tests.Sampling;

public sealed class EdgeReadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void An_edge_waits_for_a_read_whose_thread_was_kept_from_its_CPU_for_some_milliseconds()
    {
        using GatedSource source = new();
        using SourceRunner runner = new(source, TimeProvider.System);
        Thread sampling = ReadElsewhere(runner, source);
        using Timer release = new(_ => source.Gate.Set(), null, dueTime: 6, Timeout.Infinite);

        runner.SampleEdge();

        Assert.True(sampling.Join(Patience));
        Assert.Equal(2, runner.Reads);
    }

    [Fact]
    public void An_edge_gives_up_on_a_read_that_hangs_and_the_edges_after_it_are_read_again()
    {
        using GatedSource source = new();
        using SourceRunner runner = new(source, TimeProvider.System);
        Thread sampling = ReadElsewhere(runner, source);
        for (int edge = 0; edge < 10_000; edge++)
        {
            runner.SampleEdge(); // each of them waiting would take minutes
        }

        source.Gate.Set();
        Assert.True(sampling.Join(Patience));
        Assert.Equal(1, runner.Reads);
        runner.SampleEdge();
        Assert.Equal(2, runner.Reads);
    }

    private static Thread ReadElsewhere(SourceRunner runner, GatedSource source)
    {
        Thread sampling = new(() => runner.Sample(0)) { IsBackground = true };
        sampling.Start();
        Assert.True(source.Begun.Wait(Patience));
        return sampling;
    }

    /// <summary>A source that answers when the test says so.</summary>
    private sealed class GatedSource : IMetricSampler, IDisposable
    {
        public string Name => "gated";

        public bool MayBlock => false;

        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim Gate { get; } = new();

        public IReadOnlyList<Channel> Channels { get; } =
            [Channel.EnergyCounter(new Device("cpu0", DeviceKind.Cpu), new() { RefreshPeriod = TimeSpan.FromMilliseconds(1), MaxPowerWatts = 100 })];

        public void Sample(SampleWriter writer)
        {
            Begun.Set();
            Assert.True(Gate.Wait(Patience));
            writer.Write(0, 1);
        }

        public void Dispose() => Gate.Set();
    }
}
