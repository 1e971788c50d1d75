using AIMetering.Accounting;
using AIMetering.Carbon;
using AIMetering.Readings;
using AIMetering.Reports;
using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering;

/// <summary>A measurement under way. Stop or dispose it to get the report; forget it and the report is written all the same.</summary>
/// <remarks>Every member may be called from any thread. Sessions may overlap: their common sources are read once.</remarks>
public sealed partial class MeterSession : IDisposable
{
    private readonly SessionCore _core;
    private readonly AsyncLocal<PhaseScope?> _phase = new();

    private MeterSession(SessionCore core) => _core = core;

    /// <summary>Ends a session that nobody stopped; its configured outputs are still written.</summary>
    ~MeterSession() => _core.Abandon("the session was collected");

    /// <summary>Gets the name of the session.</summary>
    public string Name => _core.Configuration.Name;

    /// <summary>Gets an id that no other run has.</summary>
    public string RunId => _core.RunId;

    /// <summary>Gets whether the session was stopped.</summary>
    public bool IsStopped => _core.Report is not null;

    /// <summary>Gets the readings as they come, energy counters in joules since the start. Observers run on a thread of their own.</summary>
    public IObservable<Reading> Readings => _core;

    /// <summary>Gets what was measured so far. Reads no sensor; after the stop, what was measured until then.</summary>
    public MeterSnapshot Current => _core.Snapshot();

    /// <summary>Gets every source that was looked for at the start, as the report will show it: the ready ones, and of each other the reason and the remedy.</summary>
    /// <value>Empty where measuring is turned off.</value>
    public IReadOnlyList<SourceStatus> Sources => _core.Sources;

    /// <summary>Gets the phases with their energy so far, in the order of their first beginning. Reads no sensor; after the stop, as the report has them.</summary>
    public IReadOnlyList<PhaseSnapshot> CurrentPhases => _core.PhaseSnapshots();

    /// <summary>Gets what decides the grams of the session, as it was configured: the region, the site's overhead, intensities of the user's own.</summary>
    public CarbonSettings Carbon => _core.Configuration.Carbon;

    internal SessionRecorder Recorder => _core.Recorder;

    internal IEnumerable<(string Name, EnergyResult Result)> MissingParts => _core.MissingParts;

    internal static MeterSession Start(MeterConfiguration configuration) => new(SessionCore.Start(configuration));

    /// <summary>Begins a phase inside the phase of the calling code, if there is one; dispose it to end it.</summary>
    /// <param name="name">A name without slashes, such as <c>prefill</c>. Runs of the same name at the same place are summed.</param>
    /// <exception cref="ArgumentException">The name is empty or holds a slash, which separates nested phases.</exception>
    /// <remarks>
    /// Nesting follows the flow of the code, through awaits and into tasks started inside the phase. Phases may overlap.
    /// After the session was stopped this does nothing.
    /// </remarks>
    public PhaseScope Phase(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains('/'))
        {
            throw new ArgumentException($"Phase names hold no slash, which separates nested phases; it was '{name}'. Nest phases instead.", nameof(name));
        }

        PhaseScope? parent = Innermost();
        string path = parent is null ? name : $"{parent.Path}/{name}";
        int depth = parent is null ? 0 : parent.Depth + 1;
        PhaseInstance? run = _core.BeginPhase(name, path, depth);
        PhaseScope scope = new(name, path, depth, parent, run is null ? null : this, run);
        _phase.Value = scope;
        return scope;
    }

    /// <summary>Counts what the whole session made, so that the report gives the energy of each.</summary>
    /// <param name="unit">What was made, such as <c>tokens</c>.</param>
    /// <param name="amount">How many; finite and not negative.</param>
    /// <exception cref="ArgumentException">The unit is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or not a number.</exception>
    public void Count(string unit, double amount = 1)
    {
        CheckCount(unit, amount);
        Recorder.Count(null, unit, amount);
    }

    /// <summary>Adds a value to a series of the program's own, such as the loss, on the same time axis as the sensors'.</summary>
    /// <param name="series">The name of the series.</param>
    /// <param name="value">The value; one that is not finite is taken as missing.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void Record(string series, double value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(series);
        Recorder.Record(series, value);
    }

    /// <summary>Measures the idle power while the caller waits, so that the report can tell the energy above idle.</summary>
    /// <param name="duration">How long; at least ten refresh periods of the slowest sensor make a good figure, 2 s or more for GPUs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not above zero.</exception>
    public void MeasureIdle(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        using ManualResetEventSlim done = new();
        Edge begin = _core.MarkEdge();
        using ITimer timer = _core.Time.CreateTimer(_ => done.Set(), null, duration, Timeout.InfiniteTimeSpan);
        done.Wait();
        _core.Recorder.AddIdle(begin, _core.MarkEdge());
    }

    /// <summary>Measures the idle power without blocking a thread, so that the report can tell the energy above idle.</summary>
    /// <param name="duration">As for <see cref="MeasureIdle"/>.</param>
    /// <param name="cancellation">Ends the wait; the stretch measured until then is not used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not above zero.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task MeasureIdleAsync(TimeSpan duration, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        Edge begin = _core.MarkEdge();
        await Task.Delay(duration, _core.Time, cancellation).ConfigureAwait(false);
        _core.Recorder.AddIdle(begin, _core.MarkEdge());
    }

    /// <summary>Takes the last sample, ends the session, writes its outputs and gives the report. Later calls give the same report.</summary>
    public MeterReport Stop()
    {
        MeterReport report = _core.Stop();
        GC.KeepAlive(this); // a session being stopped is not a forgotten one
        return report;
    }

    /// <summary>Stops the session if it still runs. Never throws.</summary>
    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    /// <summary>Prices the energy so far, by what is known of the grid now. Reads no sensor and asks nobody; after the stop it is that of the report.</summary>
    /// <remarks>
    /// The power is taken as constant between two calls, so calls a few seconds apart make a better figure where the intensity changes
    /// with time. Without a region the grams are unknown, and the statement says so.
    /// </remarks>
    public CarbonStatement CarbonSoFar() => _core.CarbonSoFar();

    internal void End(PhaseScope scope, PhaseInstance run)
    {
        _core.EndPhase(run);
        if (_phase.Value == scope)
        {
            _phase.Value = scope.Parent;
        }
    }

    internal static void CheckCount(string unit, double amount)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        if (!(amount >= 0) || double.IsInfinity(amount))
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, $"Count takes how many '{unit}' were made: a finite number, not negative.");
        }
    }

    // A phase that was ended elsewhere may still flow in this context; its first open ancestor is where we are.
    private PhaseScope? Innermost()
    {
        PhaseScope? scope = _phase.Value;
        while (scope is { IsEnded: true })
        {
            scope = scope.Parent;
        }

        return scope;
    }
}
