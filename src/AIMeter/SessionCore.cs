using AIMetering.Accounting;
using AIMetering.Carbon;
using AIMetering.Readings;
using AIMetering.Reports;
using AIMetering.Sampling;
using AIMetering.Sources;
using AIMetering.Telemetry;

namespace AIMetering;

/// <summary>The session behind its handle: lives on in the sampler when the user forgets the handle.</summary>
internal sealed class SessionCore : IObservable<Reading>, ITelemetrySource
{
    private static readonly Lock LiveGate = new();
    private static readonly List<SessionCore> Live = [];

    [ThreadStatic]
    private static bool t_isDraining;

    private readonly Lock _stopGate = new();
    private readonly SessionSources _sources;
    private readonly SessionOutputs _outputs;
    private readonly DateTimeOffset _startedAt;
    private readonly TimeSpan _pausesAtStart = GC.GetTotalPauseDuration();
    private readonly TimeSpan _cpuAtStart;
    private readonly long _startTicks;
    private readonly CarbonForecasts? _forecasts;
    private readonly LiveCarbon _carbon;
    private MachineDescription? _machine;

    static SessionCore() => AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll();

    private SessionCore(MeterConfiguration configuration)
    {
        Configuration = configuration;
        _startTicks = Time.GetTimestamp();
        RunId = Guid.CreateVersion7(Time.GetUtcNow()).ToString("N");
        IsDisabled = EnvironmentVariables.IsDisabled;
        _outputs = new SessionOutputs(configuration, IsDisabled);
        Recorder = new SessionRecorder(Time, configuration.HistoryBytes / 16);
        try
        {
            _sources = new SessionSources(configuration, Recorder, IsDisabled);
            Recorder.Pump = _outputs.AreStreaming ? new ReadingPump(configuration.Environment.Log) : null;
            _sources.FirstSamples();
            _startedAt = Time.GetUtcNow();
            Recorder.Begin(Recorder.Now());
            _outputs.Open(Describe, Recorder);
        }
        catch
        {
            _sources?.Leave();
            Recorder.Pump?.Dispose();
            Recorder.Dispose();
            _outputs.GiveUp();
            throw;
        }

        _carbon = new LiveCarbon(configuration.Carbon, configuration.CarbonMemory, _startedAt);

        _cpuAtStart = _sources.CpuTime() ?? TimeSpan.Zero;
        StartTime = Time.GetElapsedTime(_startTicks);
        _forecasts = IsDisabled ? null : CarbonForecasts.Keep(
            configuration.Carbon, configuration.CarbonMemory, Time, _startedAt,
            error => configuration.Environment.Log.OutputFailed("carbon forecast", error.Message));
        lock (LiveGate)
        {
            Live.Add(this);
        }

        if (!IsDisabled)
        {
            ProcessTelemetry.Begin(this);
        }
    }

    public MeterConfiguration Configuration { get; }

    public SessionRecorder Recorder { get; }

    public string RunId { get; }

    public bool IsDisabled { get; }

    public TimeSpan StartTime { get; }

    public MeterReport? Report { get; private set; }

    public IReadOnlyList<SourceStatus> Sources => _sources.Statuses;

    /// <summary>Gets what a whole total would hold and this session's lacks.</summary>
    public IEnumerable<(string Name, EnergyResult Result)> MissingParts => Reports.MissingParts.Of(Recorder, Configuration.Environment.Options.Gpus, IsDisabled);

    public TimeProvider Time => Configuration.Environment.Time;

    public static SessionCore Start(MeterConfiguration configuration) => new(configuration);

    public PhaseInstance? BeginPhase(string name, string path, int depth)
    {
        if (Report is not null || IsDisabled)
        {
            return null;
        }

        double drained = Drain();
        _sources.ReadEdge();
        PhaseInstance? run = Recorder.BeginPhase(name, path, depth, Recorder.AddEdge(Recorder.Now()));
        if (run is not null)
        {
            run.DrainSeconds = drained;
            _sources.Wake();
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
        _sources.ReadEdge();
        _sources.Wake();
    }

    /// <summary>Reads the energy and marks the present moment.</summary>
    public Edge MarkEdge()
    {
        _sources.ReadEdge();
        Edge edge = Recorder.AddEdge(Recorder.Now());
        _sources.Wake();
        return edge;
    }

    public MeterSnapshot Snapshot()
    {
        lock (Recorder.Gate)
        {
            return SnapshotBuilder.Build(Recorder, Configuration.Environment.Options.Gpus, IsDisabled);
        }
    }

    public IReadOnlyList<PhaseSnapshot> PhaseSnapshots()
    {
        lock (Recorder.Gate)
        {
            return PhaseSnapshotBuilder.Build(Recorder, Configuration.Environment.Options.Gpus, IsDisabled);
        }
    }

    public CarbonStatement CarbonSoFar() => Report?.Carbon ?? _carbon.Price(Snapshot());

    IReadOnlyList<(string, double)> ITelemetrySource.Prices() => PresentPrice.Of(Configuration.Carbon, Configuration.CarbonMemory, Time.GetUtcNow());

    Func<Device, (double, double)?> ITelemetrySource.Mark()
    {
        Edge edge = MarkEdge();
        return device =>
        {
            lock (Recorder.Gate)
            {
                return SnapshotBuilder.JoulesUntil(Recorder, edge, device);
            }
        };
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

            _forecasts?.Dispose();
            Recorder.Stop();
            _sources.LastSamples();
            _sources.Wake();
            Recorder.WaitForEnd(patience);
            TimeSpan? cpu = _sources.CpuTime() - _cpuAtStart;
            Recorder.Freeze();
            Recorder.Pump?.Stop();
            _sources.Leave();
            Report = new ReportBuilder(Recorder, Facts(cpu, Time.GetElapsedTime(begin))).Build();
            Report.CarbonAccount?.SettleWithin(patience < Configuration.StopPatience ? TimeSpan.Zero : Configuration.CarbonPatience);
            ProcessTelemetry.End(this, Report);
            _outputs.Finish(Report, Recorder);
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
        Statuses = _sources.Statuses,
        Idle = Recorder.Idle,
        SamplerCpuTime = cpu,
        StartTime = StartTime,
        StopTime = stopTime,
        GarbageCollectionPauses = GC.GetTotalPauseDuration() - _pausesAtStart,
        MissedTicks = _sources.MissedTicks,
        MostSessions = _sources.MostSessions,
        Machine = Machine,
    };

    private MachineDescription Machine => _machine ??= MachineProbe.Describe(Configuration.Environment);

    private RunDescription Describe()
    {
        (Channel Channel, string Source)[] channels =
            [.. Recorder.Sources.SelectMany(source => source.Channels, (source, slot) => (slot.Channel, source.Name))];
        return new RunDescription(Configuration.Name, RunId, _startedAt, Configuration.Interval, [.. channels.Select(each => each.Channel)])
        {
            ChannelSources = [.. channels.Select(each => each.Source)],
            Sources = [.. _sources.Statuses],
            Machine = Machine,
            Carbon = Configuration.Carbon,
        };
    }

    private ReadingPump NewPump()
    {
        ReadingPump pump = new(Configuration.Environment.Log);
        pump.Begin(TimeSpan.FromSeconds(Recorder.Start!.Seconds), []);
        return pump;
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

    private sealed class NoSubscription : IDisposable
    {
        public static readonly NoSubscription Instance = new();

        public void Dispose()
        {
        }
    }
}
