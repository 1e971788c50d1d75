using System.Buffers.Text;
using AIMetering.Accounting;
using AIMetering.Sampling;
using AIMetering.Sources;
using AIMetering.Sources.Proc;
using AIMetering.Sources.Rapl;
using AIMetering.Tests.Machines;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace AIMetering.Tests.Sampling;

/// <summary>The sampling loop runs inside somebody's program: in steady state it gives the garbage collector nothing to do.</summary>
[Collection(nameof(AloneForAllocations))]
public class AllocationTests
{
    private const int WarmUp = 300;
    private const int Ticks = 1000;

    [Fact]
    public void A_thousand_ticks_of_a_session_allocate_nothing()
    {
        using Session session = new(everyTickIsDue: true);
        Assert.Equal(0, session.Allocated(static (session, now) => session.Sample(now)));
        Assert.Equal(WarmUp + Ticks, session.Recorder.Sources.Min(source => source.Reads));
        Assert.Equal((WarmUp + Ticks - 1) * 1000e-6, session.Recorder.Tracks[0].Joules, 1e-9); // the counters were seen to grow
    }

    [Fact]
    public void A_thousand_extra_reads_of_energy_allocate_nothing()
    {
        using Session session = new(everyTickIsDue: false);
        Assert.Equal(0, session.Allocated(static (session, _) => session.SampleEdges()));
        Assert.Equal((WarmUp + Ticks - 1) * 1000e-6, session.Recorder.Tracks[0].Joules, 1e-9);
    }

    [Fact]
    public void A_history_that_is_full_and_thins_itself_allocates_nothing()
    {
        using HistoryTable history = new(columns: 10, budget: 1);
        Fill(history, 5000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(history, 50_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(history.ThinnedBy > 1);
        Assert.InRange(history.Rows, 512, 1024);
    }

    private static void Fill(HistoryTable history, int samples)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            int row = history.BeginRow();
            if (row >= 0)
            {
                history.Set(row, sample % 10, sample, sample);
            }
        }
    }

    /// <summary>A session over two RAPL counters that grow between ticks, and the live procfs where there is one.</summary>
    private sealed class Session : IDisposable
    {
        private readonly MachineTree _machine = new MachineTree().Cpu("GenuineIntel", 6, 106)
            .Zone("intel-rapl:0", "package-0", 1).Zone("intel-rapl:0:0", "dram", 1);

        private readonly SafeFileHandle[] _counters;
        private readonly SourceRunner[] _runners;
        private readonly byte[] _text = new byte[20];

        public Session(bool everyTickIsDue)
        {
            _counters = [Open("intel-rapl:0"), Open("intel-rapl:0:0")];
            SourceEnvironment host = OperatingSystem.IsLinux() ? _machine.Environment with { ProcRoot = "/proc" } : _machine.Environment;
            IMetricSampler?[] samplers =
            [
                new PowercapProbe().Probe(_machine.Environment).Sampler, new HostProbe().Probe(host).Sampler, new ProcessProbe().Probe(host).Sampler,
            ];
            _runners = [.. samplers.OfType<IMetricSampler>().Select(sampler => new SourceRunner(sampler, TimeProvider.System))];
            long interval = everyTickIsDue ? 1 : TimeProvider.System.TimestampFrequency * 3600;
            foreach (SourceRunner runner in _runners)
            {
                SourceSlot slot = Recorder.Add(runner, TimeSpan.FromSeconds(10), 1 << 20);
                runner.Add(new Subscription(slot, TimeProvider.System.GetTimestamp() + (everyTickIsDue ? 0 : interval), interval));
            }

            Recorder.Begin(Recorder.Now());
        }

        public SessionRecorder Recorder { get; } = new(TimeProvider.System, 1 << 20);

        public void Sample(long now)
        {
            foreach (SourceRunner runner in _runners)
            {
                runner.Sample(now);
            }
        }

        public void SampleEdges()
        {
            foreach (SourceRunner runner in _runners)
            {
                runner.SampleEdge();
            }
        }

        /// <summary>What a thousand ticks allocate on this thread, after others have warmed everything up.</summary>
        public long Allocated(Action<Session, long> tick)
        {
            Run(tick, 0, WarmUp);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(tick, WarmUp, Ticks);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public void Dispose()
        {
            Array.ForEach(_runners, runner => runner.Dispose());
            Array.ForEach(_counters, counter => counter.Dispose());
            Recorder.Dispose();
            _machine.Dispose();
        }

        private SafeFileHandle Open(string zone) =>
            File.OpenHandle(_machine.PathOf($"sys/class/powercap/{zone}/energy_uj"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

        private void Run(Action<Session, long> tick, int from, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Show(1000L * (1 + from + i));
                tick(this, TimeProvider.System.GetTimestamp());
            }
        }

        private void Show(long microjoules)
        {
            Utf8Formatter.TryFormat(microjoules, _text, out int length);
            foreach (SafeFileHandle counter in _counters)
            {
                RandomAccess.Write(counter, _text.AsSpan(0, length), 0);
            }
        }
    }
}

/// <summary>Tests that count allocations run while no other test does.</summary>
[CollectionDefinition(nameof(AloneForAllocations), DisableParallelization = true)]
public class AloneForAllocations;
