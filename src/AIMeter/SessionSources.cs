using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering;

/// <summary>The sources of one session: the machine's, shared with other sessions, and the user's own.</summary>
internal sealed class SessionSources
{
    private readonly MeterConfiguration _configuration;
    private readonly SessionRecorder _recorder;
    private readonly SamplerHub? _hub;
    private readonly List<(SourceRunner Runner, Subscription Subscription)> _subscriptions = [];
    private readonly List<SamplingLoop> _ownLoops = [];
    private readonly List<SourceRunner> _ownRunners = [];
    private readonly List<SourceStatus> _statuses = [];

    /// <summary>Looks for the sources; none when measuring is turned off.</summary>
    /// <exception cref="MeterException">A source is missing and the session is strict.</exception>
    public SessionSources(MeterConfiguration configuration, SessionRecorder recorder, bool isDisabled)
    {
        (_configuration, _recorder) = (configuration, recorder);
        if (isDisabled)
        {
            return;
        }

        _hub = SamplerHub.Join(configuration.Environment);
        try
        {
            _statuses.AddRange(_hub.Sources.Select(source => source.Status));
            AddSources();
            CheckStrict();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Gets every source that was looked for.</summary>
    public IReadOnlyList<SourceStatus> Statuses => _statuses;

    /// <summary>Gets how many sessions shared the sampler, at most at once.</summary>
    public int MostSessions { get; private set; } = 1;

    /// <summary>Gets how many deadlines passed without a sample.</summary>
    public long MissedTicks => _subscriptions.Sum(each => each.Subscription.Missed);

    /// <summary>The CPU time of the sampling threads so far, those of the user's own sources too; null where the system does not tell.</summary>
    public TimeSpan? CpuTime() => _ownLoops.Aggregate(_hub?.CpuTime(), (sum, loop) => sum + (loop.CpuTime ?? TimeSpan.Zero));

    /// <summary>Takes the first samples and has the sources read from now on: the session's first edge is to lie between two reads.</summary>
    public void FirstSamples()
    {
        foreach ((SourceRunner runner, Subscription subscription) in _subscriptions)
        {
            runner.SampleFor(subscription);
            if (_ownRunners.Contains(runner) && !runner.IsShared)
            {
                runner.Add(subscription);
                SamplingLoop loop = new("AIMeter " + runner.Sampler.Name, _configuration.Environment.Time, _ => { });
                _ownLoops.Add(loop);
                loop.Add(runner);
            }
            else
            {
                _hub!.Subscribe(runner, subscription);
            }
        }

        MostSessions = _hub?.Sessions ?? 1;
    }

    /// <summary>Takes the last samples.</summary>
    public void LastSamples()
    {
        MostSessions = Math.Max(MostSessions, _hub?.Sessions ?? 1);
        foreach ((SourceRunner runner, Subscription subscription) in _subscriptions)
        {
            runner.SampleFor(subscription);
        }
    }

    /// <summary>Reads the energy of the quick sources, at the edge of a phase.</summary>
    public void ReadEdge()
    {
        foreach ((SourceRunner runner, _) in _subscriptions)
        {
            runner.SampleEdge();
        }
    }

    /// <summary>Lets the sampling threads look at their deadlines anew: an edge waits for a read.</summary>
    public void Wake()
    {
        _hub?.Wake();
        foreach (SamplingLoop loop in _ownLoops)
        {
            loop.Wake();
        }
    }

    /// <summary>Ends the reading for this session and closes what is its own.</summary>
    public void Leave()
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

    private void CheckStrict()
    {
        if (!_configuration.IsStrict)
        {
            return;
        }

        bool measuresCpu = _recorder.Tracks.Any(track => MeasuresCpu(track.Channel) && track.Method != MeasurementMethod.Estimated);
        bool measuresGpus = _configuration.Environment.Options.Gpus is null || _statuses.Any(status => status.IsReady && status.Devices.Any(device => device.Kind == DeviceKind.Gpu));
        if (!measuresCpu || !measuresGpus)
        {
            throw new MeterException([.. _statuses.Where(status => !status.IsReady)]);
        }
    }

    private void AddSources()
    {
        _ownRunners.AddRange(_configuration.CustomSources.Select(TryOpen).OfType<SourceRunner>());
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
            return new SourceRunner(sampler, _configuration.Environment.Time);
        }
        catch (Exception error)
        {
            SetStatus(SourceStatus.Unavailable(sampler.Name, $"it failed to say what it offers: {error.Message}"));
            return null;
        }
    }

    private void AddOwn(SourceRunner runner)
    {
        HashSet<string> taken = [.. _recorder.Sources.SelectMany(source => source.Channels).SelectMany(slot => Claims(slot.Channel))];
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
        TimeSpan interval = runner.Interval is { } own && own > TimeSpan.Zero ? own : _configuration.Interval;
        interval = interval < MeterConfiguration.LongestInterval ? interval : MeterConfiguration.LongestInterval;
        long ticks = Math.Max(1, (long)(interval.TotalSeconds * _configuration.Environment.Time.TimestampFrequency));
        SourceSlot slot = _recorder.Add(runner, interval, _configuration.HistoryBytes / Math.Max(1, _hub!.Runners.Count + _configuration.CustomSources.Count));
        long first = runner.IsShared ? _configuration.Environment.Time.GetTimestamp() + ticks : _configuration.Environment.Time.GetTimestamp();
        _subscriptions.Add((runner, new Subscription(slot, first, ticks)));
    }
}
