using AIMetering.Accounting;
using AIMetering.Sampling;
using AIMetering.Sources;
using AIMetering.Sources.Proc;
using AIMetering.Sources.Rapl;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIMetering.Benchmarks.Trials;

/// <summary>The ticks of a real session, done on the calling thread: the sources, the runner and the recorder as they are.</summary>
internal sealed class MeterTick : IDisposable
{
    private const long HistoryBytes = 64L << 20; // the default of a session

    private readonly TimeProvider _time;
    private readonly SourceRunner[] _runners;

    /// <summary>Opens the sources.</summary>
    /// <param name="sysRoot">The root of sysfs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="interval">From one deadline to the next; null makes every tick due.</param>
    public MeterTick(string sysRoot, TimeProvider time, TimeSpan? interval)
    {
        _time = time;
        SourceEnvironment machine = new(sysRoot, "/proc", "/dev", time, NullLogger.Instance);
        ISourceProbe[] probes = [new PowercapProbe(), new HostProbe(), new ProcessProbe()];
        _runners = [.. probes.Select(probe => Open(probe, machine))];
        Recorder = new SessionRecorder(time, HistoryBytes / 16);
        foreach (SourceRunner runner in _runners)
        {
            SourceSlot slot = Recorder.Add(runner, interval ?? TimeSpan.FromMilliseconds(1), HistoryBytes / _runners.Length);
            long ticks = interval is { } span ? (long)(span.TotalSeconds * time.TimestampFrequency) : 1;
            Subscription subscription = new(slot, time.GetTimestamp(), ticks);
            runner.SampleFor(subscription);
            runner.Add(subscription);
        }

        Recorder.Begin(Recorder.Now());
    }

    public SessionRecorder Recorder { get; }

    /// <summary>Gets how many series are sampled.</summary>
    public int Series => Recorder.Sources.Sum(source => source.Channels.Length);

    /// <summary>Does what the sampling loop does when a deadline has come, without the waiting.</summary>
    public void Tick()
    {
        foreach (SourceRunner runner in _runners)
        {
            long now = _time.GetTimestamp();
            if (runner.NextDue(now) <= now)
            {
                runner.Sample(now);
            }

            _ = runner.NextDue(_time.GetTimestamp());
        }

        _ = LinuxClock.CurrentThreadCpuTime();
    }

    public void Dispose()
    {
        Array.ForEach(_runners, runner => runner.Dispose());
        Recorder.Dispose();
    }

    private static SourceRunner Open(ISourceProbe probe, SourceEnvironment machine)
    {
        ProbedSource source = probe.Probe(machine);
        IMetricSampler sampler = source.Sampler ?? throw new InvalidOperationException($"{probe.Name}: {source.Status.Reason}");
        return new SourceRunner(sampler, machine.Time);
    }
}
