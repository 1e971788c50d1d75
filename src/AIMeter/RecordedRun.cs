using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Replay;
using AIMetering.Reports;

namespace AIMetering;

/// <summary>Makes a report from readings that were recorded before: by another tool, or by a session that was killed.</summary>
/// <remarks>
/// <para>
/// The readings are played through the accounting of a live session, in the order of time, so energies, bounds, phases, idle power,
/// statistics and carbon come by the same rules. Readings mean what <see cref="Reading"/> says: joules since the start for energy
/// counters (the session's own, whatever the scale of the hardware's counter), the value itself otherwise. A counter's bound is
/// wider than live by about one update of the sensor at each edge, because a recording does not hold the times around each read.
/// </para>
/// <para>
/// Nothing is repaired in silence: readings that come out of order are put in order, and those with the time of another, too far
/// from the start or infinite are left out; the report's quality counts them. NaN is a missing sample. Not for use from several
/// threads at once.
/// </para>
/// </remarks>
public sealed class RecordedRun
{
    /// <summary>No recorded run is longer than this (ten years): what lies beyond is damage, not a reading.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromDays(3650);

    private readonly RunDescription _run;
    private readonly RecordedRunOptions _options;
    private readonly RecordedColumns _columns;
    private readonly List<RecordedPhase> _phases = [];
    private readonly Dictionary<long, RecordedPhase> _told = [];
    private readonly List<(long Start, long End)> _idle = [];
    private readonly List<RecordedNote> _notes = [];
    private readonly List<string> _remarks = [];
    private readonly Dictionary<string, double> _counts = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, double>? _toldCounts;

    private RecordedRun(RunDescription run, RecordedRunOptions options) =>
        (_run, _options, _columns) = (run, options, new RecordedColumns(options.SourceOf ?? SourcesOf(run)));

    /// <summary>Begins a run.</summary>
    /// <param name="run">Its name, id, start, interval and the channels known at the start; others may come later.</param>
    /// <param name="options">What the recording does not say; null takes the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The id is empty, a length of time or the memory is outside its limits, two channels have one name or account the energy of one device.
    /// </exception>
    public static RecordedRun Begin(RunDescription run, RecordedRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(run.RunId, $"{nameof(run)}.{nameof(run.RunId)}");
        options ??= new RecordedRunOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CarbonPatience, TimeSpan.Zero, nameof(options.CarbonPatience));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CarbonPatience, MeterConfiguration.LongestInterval, nameof(options.CarbonPatience));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TimeDoubt, TimeSpan.Zero, nameof(options.TimeDoubt));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TimeDoubt, MeterConfiguration.LongestInterval, nameof(options.TimeDoubt));
        RecordedRun recorded = new(run, options);
        recorded.Configure(); // the limits of a session hold here too
        foreach (Channel channel in run.Channels)
        {
            recorded._columns.Of(channel);
        }

        return recorded;
    }

    /// <summary>Adds a reading.</summary>
    /// <param name="channel">The series; one that was not known before is added.</param>
    /// <param name="elapsed">When it was read, since the run's start; a little before it is possible, as for a live session's first read.</param>
    /// <param name="value">The value as <see cref="Reading.Value"/>; NaN is a missing sample.</param>
    /// <exception cref="ArgumentException">The channel has the name of another, or accounts the energy of a device that another accounts.</exception>
    public void Add(Channel channel, TimeSpan elapsed, double value)
    {
        ArgumentNullException.ThrowIfNull(channel);
        RecordedColumn column = _columns.Of(channel);
        if (IsInside(elapsed))
        {
            column.Add(elapsed.Ticks, value);
        }
        else
        {
            column.Outside++;
        }
    }

    /// <summary>Adds readings, such as a batch that an <see cref="IReadingSink"/> was given.</summary>
    /// <exception cref="ArgumentException">As for a single reading.</exception>
    public void Add(ReadOnlySpan<Reading> readings)
    {
        foreach (Reading reading in readings)
        {
            Add(reading.Channel, reading.Elapsed, reading.Value);
        }
    }

    /// <summary>Says that a value could not be read at a time, and why; the report counts it.</summary>
    /// <param name="channel">The series.</param>
    /// <param name="elapsed">When, since the run's start.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="ArgumentException">The reason is empty, or the channel cannot be added.</exception>
    public void Fail(Channel channel, TimeSpan elapsed, string reason)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _columns.Of(channel);
        _notes.Add(new RecordedNote(Clamp(elapsed), channel.FullName, reason, IsFailure: true));
    }

    /// <summary>Adds a run of a phase. Phases may overlap and may come in any order.</summary>
    /// <param name="path">Its path, such as <c>decode</c> or <c>generate/decode</c>.</param>
    /// <param name="start">When it began, since the run's start; before it is taken as at it.</param>
    /// <param name="end">When it ended; null, beyond <see cref="LongestRun"/> or after the run's end means that it did not, and it is shown as unfinished.</param>
    /// <param name="counts">What was counted in it, such as tokens; null when nothing was.</param>
    /// <exception cref="ArgumentException">A part of the path is empty, or the phase ends before it begins.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or not a number.</exception>
    public void AddPhase(string path, TimeSpan start, TimeSpan? end, IReadOnlyDictionary<string, double>? counts = null)
    {
        if (Checked(path, start, end, counts) is { } phase)
        {
            _phases.Add(phase);
        }
    }

    /// <summary>Adds what happened besides readings, as an <see cref="IReadingSink"/> is told: of a run of a phase the last that was told of its number counts.</summary>
    /// <exception cref="ArgumentException">As for <see cref="AddPhase"/>, <see cref="AddIdle"/> and <see cref="Count"/>.</exception>
    public void Add(RunProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        foreach (PhaseRun run in progress.Phases)
        {
            if (Checked(run.Path, run.Start, run.End, run.Counts) is { } phase)
            {
                _told[run.Number] = phase with { DrainTime = run.DrainTime };
            }
        }

        foreach ((TimeSpan start, TimeSpan end) in progress.Idle)
        {
            AddIdle(start, end);
        }

        foreach ((string unit, double amount) in progress.Counts ?? new Dictionary<string, double>())
        {
            MeterSession.CheckCount(unit, amount);
        }

        _toldCounts = progress.Counts ?? _toldCounts;
    }

    /// <summary>Says that the machine did nothing from one moment to another, as <see cref="MeterSession.MeasureIdle"/> does.</summary>
    /// <exception cref="ArgumentException">It does not end after it begins, or ends beyond <see cref="LongestRun"/>.</exception>
    public void AddIdle(TimeSpan start, TimeSpan end)
    {
        if (end <= start)
        {
            throw new ArgumentException($"The idle stretch from {start} to {end} does not end after it begins.", nameof(end));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, LongestRun);
        _idle.Add((Clamp(start), Clamp(end)));
    }

    /// <summary>Counts what the whole run made, as <see cref="MeterSession.Count"/> does.</summary>
    /// <exception cref="ArgumentException">The unit is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or not a number.</exception>
    public void Count(string unit, double amount)
    {
        MeterSession.CheckCount(unit, amount);
        _counts[unit] = _counts.GetValueOrDefault(unit) + amount;
    }

    /// <summary>Notes something that went wrong, for <see cref="MeterReport.Quality"/>.</summary>
    /// <param name="elapsed">When, since the run's start.</param>
    /// <param name="subject">The source or series.</param>
    /// <param name="message">What happened, and what can be done about it; equal messages are counted, not repeated.</param>
    /// <exception cref="ArgumentException">The subject or message is empty.</exception>
    public void Note(TimeSpan elapsed, string subject, string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        _notes.Add(new RecordedNote(Clamp(elapsed), subject, message, IsFailure: false));
    }

    /// <summary>Adds a remark for the reader of the report (<see cref="MeterReport.Notes"/>).</summary>
    /// <exception cref="ArgumentException">The remark is empty.</exception>
    public void Remark(string remark)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(remark);
        _remarks.Add(remark);
    }

    /// <summary>Makes the report of what was added so far. May be called again after more was added, such as phases found in the first report.</summary>
    /// <param name="duration">How long the run lasted; null takes the time of the last reading or end of a phase.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or beyond <see cref="LongestRun"/>.</exception>
    public MeterReport ToReport(TimeSpan? duration = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration ?? TimeSpan.Zero, TimeSpan.Zero, nameof(duration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration ?? TimeSpan.Zero, LongestRun, nameof(duration));
        _columns.Prepare();
        MeterConfiguration configuration = Configure();
        PlaybackTime time = new(_run.StartedAt) { Ticks = Math.Min(0, _columns.FirstTicks) };
        using SessionRecorder recorder = new(time, _options.HistoryBytes / 16);
        Playback playback = new(recorder, time, _columns.Play(recorder, time, new RecordedPace(_run.SamplingInterval, _options.TimeDoubt), _options.HistoryBytes));
        Phases().ForEach(playback.Mark);
        _idle.ForEach(idle => playback.MarkIdle(idle.Start, idle.End));
        foreach ((string unit, double amount) in _counts.Concat(_toldCounts ?? new Dictionary<string, double>()))
        {
            recorder.Count(null, unit, amount);
        }

        playback.Run(duration?.Ticks ?? LastTicks());
        AddNotes(recorder);
        MeterReport report = new ReportBuilder(recorder, Facts(configuration, playback.Idle)).Build();
        report.CarbonAccount?.SettleWithin(_options.CarbonPatience);
        _remarks.ForEach(report.AddNote);
        return report;
    }

    private RecordedPhase? Checked(string path, TimeSpan start, TimeSpan? end, IReadOnlyDictionary<string, double>? counts)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.Split('/').Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"A phase's path is names joined by slashes, none of them empty; it was '{path}'.", nameof(path));
        }

        if (end < start)
        {
            throw new ArgumentException($"The phase '{path}' ends at {end}, before it begins at {start}; leave the end null when it is not known.", nameof(end));
        }

        foreach ((string unit, double amount) in counts ?? new Dictionary<string, double>())
        {
            MeterSession.CheckCount(unit, amount);
        }

        if (start > LongestRun)
        {
            Note(TimeSpan.Zero, path, "a phase that begins too far from the run's start was left out");
            return null;
        }

        return new RecordedPhase(path, Clamp(start), end is { } known && known <= LongestRun ? Clamp(known) : null, counts ?? new Dictionary<string, double>());
    }

    private static bool IsInside(TimeSpan elapsed) => elapsed <= LongestRun && elapsed >= -MeterConfiguration.LongestInterval;

    private static long Clamp(TimeSpan elapsed) => Math.Clamp(elapsed.Ticks, 0, LongestRun.Ticks);

    private MeterConfiguration Configure() => new MeterConfiguration(_run.Name)
        .SampleEvery(_run.SamplingInterval)
        .KeepHistory(_options.HistoryBytes)
        .WithCarbon(_options.Carbon ?? _run.Carbon ?? new());

    private static Func<Channel, string>? SourcesOf(RunDescription run)
    {
        if (run.ChannelSources.Count == 0)
        {
            return null;
        }

        Dictionary<string, string> sources = new(StringComparer.Ordinal);
        foreach ((Channel channel, string source) in run.Channels.Zip(run.ChannelSources))
        {
            sources[channel.FullName] = source;
        }

        return channel => sources.GetValueOrDefault(channel.FullName, RecordedColumns.DefaultSource);
    }

    private List<RecordedPhase> Phases() => [.. _phases, .. _told.OrderBy(each => each.Key).Select(each => each.Value)];

    private long LastTicks() => Phases().Select(phase => phase.End ?? phase.Start).Concat(_idle.Select(idle => idle.End))
        .Append(_columns.LastTicks).Append(0).Max();

    private void AddNotes(SessionRecorder recorder)
    {
        foreach (RecordedNote note in _notes)
        {
            double seconds = recorder.Seconds(note.Ticks);
            (note.IsFailure ? recorder.Quality.ReadFailed : (Action<double, string, string>)recorder.Quality.Note)(seconds, note.Subject, note.Message);
        }

        _columns.AddNotes(recorder);
    }

    private SessionFacts Facts(MeterConfiguration configuration, List<(Edge Begin, Edge End)> idle) => new()
    {
        Configuration = configuration,
        RunId = _run.RunId,
        StartedAt = _run.StartedAt,
        IsDisabled = false,
        Statuses = _options.Sources ?? (_run.Sources.Count > 0 ? _run.Sources : _columns.Statuses()),
        Idle = idle,
        SamplerCpuTime = null,
        StartTime = TimeSpan.Zero,
        StopTime = TimeSpan.Zero,
        GarbageCollectionPauses = TimeSpan.Zero,
        MissedTicks = 0,
        MostSessions = 1,
        Machine = _options.Machine ?? _run.Machine,
        TimeDoubt = _options.TimeDoubt,
    };
}
