using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Reports;
using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering;

/// <summary>The session behind its handle: lives on in the sampler when the user forgets the handle.</summary>
internal sealed class SessionCore : IObservable<Reading>
{
    private static readonly Lock LiveGate = new();
    private static readonly List<SessionCore> Live = [];

    [ThreadStatic]
    private static bool t_isDraining;

    private readonly Lock _stopGate = new();
    private readonly SamplerHub? _hub;
    private readonly List<(SourceRunner Runner, Subscription Subscription)> _subscriptions = [];
    private readonly List<SamplingLoop> _ownLoops = [];
    private readonly List<SourceRunner> _ownRunners = [];
    private readonly List<SourceStatus> _statuses = [];
    private readonly List<(Edge Begin, Edge End)> _idle = [];
    private readonly IReadOnlyList<IReportSink> _reportSinks;
    private readonly DateTimeOffset _startedAt;
    private readonly TimeSpan _pausesAtStart = GC.GetTotalPauseDuration();
    private readonly TimeSpan _cpuAtStart;
    private readonly long _startTicks;
    private int _mostSessions = 1;

    static SessionCore() => AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll();

    private SessionCore(MeterConfiguration configuration)
    {
        Configuration = configuration;
        _startTicks = Time.GetTimestamp();
        RunId = Guid.CreateVersion7(Time.GetUtcNow()).ToString("N");
        IsDisabled = EnvironmentVariables.IsDisabled;
        _reportSinks = PrepareSinks();
        Recorder = new SessionRecorder(Time, configuration.HistoryBytes / 16);
        try
        {
            IReadOnlyList<IReadingSink> sinks = IsDisabled ? [] : [.. configuration.WriteTo.ReadingSinks.Select(create => create())];
            if (!IsDisabled)
            {
                _hub = SamplerHub.Join(configuration.Environment);
                _statuses.AddRange(_hub.Sources.Select(source => source.Status));
                CheckStrict();
                AddSources();
            }

            Recorder.Pump = sinks.Count == 0 ? null : new ReadingPump(configuration.Environment.Log);
            FirstSamples();
            _startedAt = Time.GetUtcNow();
            Recorder.Begin(Recorder.Now());
            OpenSinks(sinks);
        }
        catch
        {
            Leave();
            Recorder.Pump?.Dispose();
            Recorder.Dispose();
            throw;
        }

        _cpuAtStart = _hub?.CpuTime() ?? TimeSpan.Zero;
        StartTime = Time.GetElapsedTime(_startTicks);
        lock (LiveGate)
        {
            Live.Add(this);
        }
    }

    public MeterConfiguration Configuration { get; }

    public SessionRecorder Recorder { get; }

    public string RunId { get; }

    public bool IsDisabled { get; }

    public TimeSpan StartTime { get; }

    public MeterReport? Report { get; private set; }

    public TimeProvider Time => Configuration.Environment.Time;

    public static SessionCore Start(MeterConfiguration configuration) => new(configuration);

    public PhaseInstance? BeginPhase(string name, string path, int depth)
    {
        if (Report is not null || IsDisabled)
        {
            return null;
        }

        double drained = Drain();
        ReadEdge();
        PhaseInstance? run = Recorder.BeginPhase(name, path, depth, Recorder.AddEdge(Recorder.Now()));
        if (run is not null)
        {
            run.DrainSeconds = drained;
            WakeAll();
        }

        return run;
    }

    public void EndPhase(PhaseInstance run)
    {
        if (Report is not null)
        {
            return;
        }

        run.DrainSeconds += Drain();
        Edge end = Recorder.AddEdge(Recorder.Now());
        Recorder.EndPhase(run, end);
        ReadEdge();
        WakeAll();
    }

    /// <summary>Reads the energy and marks the present moment.</summary>
    public Edge MarkEdge()
    {
        ReadEdge();
        Edge edge = Recorder.AddEdge(Recorder.Now());
        WakeAll();
        return edge;
    }

    public void AddIdle(Edge begin, Edge end)
    {
        lock (_stopGate)
        {
            _idle.Add((begin, end));
        }
    }

    public MeterSnapshot Snapshot()
    {
        lock (Recorder.Gate)
        {
            return SnapshotBuilder.Build(Recorder);
        }
    }

    public IDisposable Subscribe(IObserver<Reading> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_stopGate)
        {
            if (Report is not null)
            {
                observer.OnCompleted();
                return NoSubscription.Instance;
            }

            Recorder.Pump ??= NewPump();
            return Recorder.Pump.Subscribe(observer);
        }
    }

    public MeterReport Stop() => Stop(Configuration.StopPatience);

    /// <summary>Stops a session whose handle was forgotten. Runs on the thread pool: a finalizer must not wait.</summary>
    public void Abandon(string moment)
    {
        if (Report is null)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                Configuration.Environment.Log.NeverStopped(Configuration.Name, moment);
                TryStop(Configuration.StopPatience);
            });
        }
    }

    private static void StopAll()
    {
        SessionCore[] live;
        lock (LiveGate)
        {
            live = [.. Live];
        }

        foreach (SessionCore session in live)
        {
            session.Configuration.Environment.Log.NeverStopped(session.Configuration.Name, "process exit");
            session.TryStop(TimeSpan.FromMilliseconds(20)); // the process is going: the last edge may be a little less sharp
        }
    }

    // Where no user code waits for the report, nothing may end the process.
    private void TryStop(TimeSpan patience)
    {
        try
        {
            Stop(patience);
        }
        catch (Exception error)
        {
            Configuration.Environment.Log.OutputFailed("report", error.Message);
        }
    }

    private MeterReport Stop(TimeSpan patience)
    {
        lock (_stopGate)
        {
            if (Report is not null)
            {
                return Report;
            }

            long begin = Time.GetTimestamp();
            Drain();
            if (Report is not null)
            {
                return Report; // the drain itself has stopped the session
            }

            Recorder.Stop();
            LastSamples();
            WakeAll();
            Recorder.WaitForEnd(patience);
            TimeSpan? cpu = _hub?.CpuTime() - _cpuAtStart;
            Recorder.Freeze();
            Recorder.Pump?.Stop();
            Leave();
            Report = new ReportBuilder(Recorder, Facts(cpu, Time.GetElapsedTime(begin))).Build();
            Report.CarbonAccount?.SettleWithin(patience < Configuration.StopPatience ? TimeSpan.Zero : Configuration.CarbonPatience);
            Recorder.Pump?.Finish(Report);
            WriteReport(Report);
            Recorder.Dispose();
        }

        lock (LiveGate)
        {
            Live.Remove(this);
        }

        return Report;
    }

    private SessionFacts Facts(TimeSpan? cpu, TimeSpan stopTime) => new()
    {
        Configuration = Configuration,
        RunId = RunId,
        StartedAt = _startedAt,
        IsDisabled = IsDisabled,
        Statuses = _statuses,
        Idle = _idle,
        SamplerCpuTime = cpu,
        StartTime = StartTime,
        StopTime = stopTime,
        GarbageCollectionPauses = GC.GetTotalPauseDuration() - _pausesAtStart,
        MissedTicks = _subscriptions.Sum(each => each.Subscription.Missed),
        MostSessions = _mostSessions,
    };

    private IReadOnlyList<IReportSink> PrepareSinks()
    {
        IReportSink[] configured = [.. Configuration.WriteTo.ReportSinks];
        foreach (IReportSink sink in configured)
        {
            sink.Prepare();
        }

        // Asked for from outside the program: it must not fail because of it.
        return EnvironmentVariables.ReportSink(Configuration.Environment.Log) is { } asked ? [.. configured, asked] : configured;
    }

    private void CheckStrict()
    {
        if (!Configuration.IsStrict)
        {
            return;
        }

        bool measuresCpu = _statuses.Any(status => status.IsReady && status.Source != "estimate" && status.Devices.Any(device => device.Kind == DeviceKind.Cpu));
        bool measuresGpus = Configuration.Environment.Options.Gpus is null || _statuses.Any(status => status.IsReady && status.Devices.Any(device => device.Kind == DeviceKind.Gpu));
        if (!measuresCpu || !measuresGpus)
        {
            throw new MeterException([.. _statuses.Where(status => !status.IsReady)]);
        }
    }

    private void AddSources()
    {
        _ownRunners.AddRange(Configuration.CustomSources.Select(TryOpen).OfType<SourceRunner>());
        string? cpuMeter = _ownRunners.Find(runner => runner.Channels.Any(MeasuresCpu))?.Sampler.Name;
        foreach (SourceRunner runner in _hub!.Runners)
        {
            if (cpuMeter is not null && runner.Channels.Any(channel => MeasuresCpu(channel) && channel.Sensor!.Method == MeasurementMethod.Estimated))
            {
                SetStatus(SourceStatus.Unavailable(runner.Sampler.Name, $"ready but not read: {cpuMeter} measures the CPU, and adding a model of it would count it twice"));
            }
            else
            {
                Subscribe(runner);
            }
        }

        _ownRunners.ForEach(AddOwn);
    }

    // A source of the user's that fails to say what it offers is missing, like any other source; it does not stop the program.
    private SourceRunner? TryOpen(IMetricSampler sampler)
    {
        try
        {
            return new SourceRunner(sampler, Time);
        }
        catch (Exception error)
        {
            SetStatus(SourceStatus.Unavailable(sampler.Name, $"it failed to say what it offers: {error.Message}"));
            return null;
        }
    }

    private void AddOwn(SourceRunner runner)
    {
        HashSet<string> taken = [.. Recorder.Sources.SelectMany(source => source.Channels).SelectMany(slot => Claims(slot.Channel))];
        if (runner.Channels.SelectMany(Claims).FirstOrDefault(claim => !taken.Add(claim)) is { } twice)
        {
            SetStatus(SourceStatus.Unavailable(
                runner.Sampler.Name, $"it offers {twice}, which is there already and would be counted twice",
                "Give its devices and series names of their own; account the energy of a device from one channel (accountsEnergy: false on the other)."));
            return;
        }

        _statuses.Add(SourceStatus.Ready(runner.Sampler.Name, [.. runner.Channels.Select(channel => channel.Device).Distinct()]));
        Subscribe(runner);
    }

    private static IEnumerable<string> Claims(Channel channel) =>
        channel.AccountsEnergy ? [channel.FullName, $"the energy of {channel.Device.Id}"] : [channel.FullName];

    private static bool MeasuresCpu(Channel channel) => channel.AccountsEnergy && channel.Device is { Kind: DeviceKind.Cpu, InTotal: true };

    private void SetStatus(SourceStatus status)
    {
        _statuses.RemoveAll(each => each.Source == status.Source);
        _statuses.Add(status);
    }

    private void Subscribe(SourceRunner runner)
    {
        TimeSpan interval = runner.Interval is { } own && own > TimeSpan.Zero ? own : Configuration.Interval;
        interval = interval < MeterConfiguration.LongestInterval ? interval : MeterConfiguration.LongestInterval;
        long ticks = Math.Max(1, (long)(interval.TotalSeconds * Time.TimestampFrequency));
        SourceSlot slot = Recorder.Add(runner, interval, Configuration.HistoryBytes / Math.Max(1, _hub!.Runners.Count + Configuration.CustomSources.Count));
        long first = runner.IsShared ? Time.GetTimestamp() + ticks : Time.GetTimestamp();
        _subscriptions.Add((runner, new Subscription(slot, first, ticks)));
    }

    private ReadingPump NewPump()
    {
        ReadingPump pump = new(Configuration.Environment.Log);
        pump.Begin(TimeSpan.FromSeconds(Recorder.Start!.Seconds), []);
        return pump;
    }

    private void OpenSinks(IReadOnlyList<IReadingSink> sinks)
    {
        if (sinks.Count == 0)
        {
            return;
        }

        RunDescription run = new(
            Configuration.Name, RunId, _startedAt, Configuration.Interval,
            [.. Recorder.Sources.SelectMany(source => source.Channels).Select(slot => slot.Channel)]);
        foreach (IReadingSink sink in sinks)
        {
            sink.Open(run);
        }

        Recorder.Pump!.Begin(TimeSpan.FromSeconds(Recorder.Start!.Seconds), sinks);
    }

    // The first reads come before the session's start, so that its first edge lies between two reads.
    private void FirstSamples()
    {
        foreach ((SourceRunner runner, Subscription subscription) in _subscriptions)
        {
            runner.SampleFor(subscription);
            if (_ownRunners.Contains(runner) && !runner.IsShared)
            {
                runner.Add(subscription);
                SamplingLoop loop = new("AIMeter " + runner.Sampler.Name, Time, _ => { });
                _ownLoops.Add(loop);
                loop.Add(runner);
            }
            else
            {
                _hub!.Subscribe(runner, subscription);
            }
        }

        _mostSessions = _hub?.Sessions ?? 1;
    }

    private void LastSamples()
    {
        _mostSessions = Math.Max(_mostSessions, _hub?.Sessions ?? 1);
        foreach ((SourceRunner runner, Subscription subscription) in _subscriptions)
        {
            runner.SampleFor(subscription);
        }
    }

    private void ReadEdge()
    {
        foreach ((SourceRunner runner, _) in _subscriptions)
        {
            runner.SampleEdge();
        }
    }

    private void WakeAll()
    {
        _hub?.Wake();
        foreach (SamplingLoop loop in _ownLoops)
        {
            loop.Wake();
        }
    }

    private double Drain()
    {
        if (Configuration.Drain is not { } drain || t_isDraining)
        {
            return 0; // a drain that holds a phase of its own is not drained for it
        }

        long begin = Time.GetTimestamp();
        t_isDraining = true;
        try
        {
            drain();
        }
        catch (Exception error) // the user's own call, but measuring must not end the program; the report says so
        {
            lock (Recorder.Gate)
            {
                Recorder.Quality.Note(Recorder.Now(), "SynchronizeGpuWith", error.Message);
            }
        }
        finally
        {
            t_isDraining = false;
        }

        return Time.GetElapsedTime(begin).TotalSeconds;
    }

    private void Leave()
    {
        foreach ((SourceRunner runner, Subscription subscription) in _subscriptions)
        {
            runner.Remove(subscription);
            _hub!.Unsubscribe(runner, subscription);
        }

        _ownLoops.ForEach(loop => loop.Dispose());
        _ownRunners.ForEach(runner => runner.Dispose());
        _hub?.Leave();
    }

    private void WriteReport(MeterReport report)
    {
        foreach (IReportSink sink in _reportSinks)
        {
            try
            {
                sink.Write(report);
            }
            catch (Exception error) // the other sinks still get the report
            {
                Configuration.Environment.Log.OutputFailed(sink.Name, error.Message);
                report.AddNote($"output {sink.Name} failed: {error.Message}");
            }
        }
    }

    private sealed class NoSubscription : IDisposable
    {
        public static readonly NoSubscription Instance = new();

        public void Dispose()
        {
        }
    }
}
