using AIMetering.Sampling;
using AIMetering.Sources;
using AIMetering.Sources.Nvml;

namespace AIMetering.Gpu.Tests;

/// <summary>Has a simulated machine read by a sampling loop, with the threads of a session, and keeps what the last round gave.</summary>
internal sealed class LoopBench : ISampleConsumer, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SourceRunner _runner;
    private readonly NvmlSampler _sampler;
    private readonly Sample[] _last;
    private long _rounds;

    public LoopBench(SimulatedDriver driver, GpuOptions options, double interval = 0.02)
    {
        _sampler = driver.Open(options);
        _runner = new SourceRunner(_sampler, TimeProvider.System);
        _last = new Sample[_sampler.Channels.Count];
        _runner.Add(new Subscription(this, TimeProvider.System.GetTimestamp(), (long)(interval * TimeProvider.System.TimestampFrequency)));
        Loop = new SamplingLoop("bench", TimeProvider.System, _ => { });
        Loop.Add(_runner);
    }

    public SamplingLoop Loop { get; }

    public long Rounds => Interlocked.Read(ref _rounds);

    public Sample this[string fullName]
    {
        get
        {
            lock (_gate)
            {
                return _last[_sampler.Channels.Index().Single(each => each.Item.FullName == fullName).Index];
            }
        }
    }

    public bool Is(string fullName, SampleState state) => this[fullName].State == state;

    /// <summary>Waits for something to come about, far longer than it should take.</summary>
    public static void WaitFor(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), what);

    /// <summary>Waits for rounds that began after this call.</summary>
    public void WaitForRounds(int count)
    {
        long until = Rounds + count + 1;
        WaitFor(() => Rounds >= until, $"{count} rounds did not come");
    }

    public void Take(ReadOnlySpan<Sample> samples, bool isSample, Exception? failure)
    {
        lock (_gate)
        {
            samples.CopyTo(_last);
        }

        Interlocked.Increment(ref _rounds);
    }

    public long NextUsefulRead(long now) => long.MaxValue;

    public void Want(long now, Span<bool> channels) => channels.Fill(true);

    public void Dispose()
    {
        Loop.Dispose();
        _runner.Dispose();
    }
}
