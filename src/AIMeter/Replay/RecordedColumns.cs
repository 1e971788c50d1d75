using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Replay;

/// <summary>The readings of a recorded run, a column per channel.</summary>
internal sealed class RecordedColumns(Func<Channel, string>? sourceOf)
{
    public const string DefaultSource = "recording";

    private readonly List<RecordedColumn> _all = [];
    private readonly Dictionary<Channel, RecordedColumn> _byChannel = [];
    private readonly Dictionary<string, RecordedColumn> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accounted = new(StringComparer.Ordinal);

    /// <summary>Gets the time of the first reading; 0 when there is none.</summary>
    public long FirstTicks => Filled.Select(column => column.Ticks(0)).DefaultIfEmpty().Min();

    /// <summary>Gets the time of the last reading; 0 when there is none.</summary>
    public long LastTicks => Filled.Select(column => column.Ticks(column.Count - 1)).DefaultIfEmpty().Max();

    private IEnumerable<RecordedColumn> Filled => _all.Where(column => column.Count > 0);

    private IEnumerable<IGrouping<string, RecordedColumn>> Sources =>
        _all.Where(column => !IsOfUser(column)).GroupBy(column => sourceOf?.Invoke(column.Channel) ?? DefaultSource);

    /// <summary>The column of a channel, added when it is new.</summary>
    /// <exception cref="ArgumentException">Another channel has its name, or accounts the energy of its device.</exception>
    public RecordedColumn Of(Channel channel)
    {
        if (_byChannel.TryGetValue(channel, out RecordedColumn? column))
        {
            return column;
        }

        if (!_byName.TryGetValue(channel.FullName, out column))
        {
            Claim(channel);
            column = new RecordedColumn(channel);
            _all.Add(column);
            _byName.Add(channel.FullName, column);
        }
        else if (column.Channel.Kind != channel.Kind || column.Channel.Unit != channel.Unit)
        {
            throw new ArgumentException($"Two channels are called {channel.FullName}, of different kind or unit; give each a name of its own.", nameof(channel));
        }

        _byChannel.Add(channel, column);
        return column;
    }

    public void Prepare() => _all.ForEach(column => column.Prepare());

    /// <summary>Adds the sources to a recorder.</summary>
    /// <returns>What plays their readings back.</returns>
    public List<IPlayed> Play(SessionRecorder recorder, PlaybackTime time, RecordedPace pace, long historyBytes)
    {
        IGrouping<string, RecordedColumn>[] sources = [.. Sources];
        long budget = historyBytes / Math.Max(1, sources.Length);
        return
        [
            .. sources.Select(source => PlayedSource.AddTo(recorder, time, source.Key, [.. source], pace, budget)),
            .. _all.Where(IsOfUser).Select(column => new PlayedSeries(recorder, time, column)),
        ];
    }

    public IReadOnlyList<SourceStatus> Statuses() =>
        [.. Sources.Select(source => SourceStatus.Ready(source.Key, [.. source.Select(column => column.Channel.Device).Distinct()]))];

    /// <summary>Tells what was put in order or left out.</summary>
    public void AddNotes(SessionRecorder recorder)
    {
        foreach (RecordedColumn column in _all)
        {
            Note(recorder, column, column.OutOfOrder, "came after a later one and were put in order");
            Note(recorder, column, column.Repeated, "had the time of the one before and were left out");
            Note(recorder, column, column.Infinite, "were infinite and were left out");
            Note(recorder, column, column.Outside, "lay too far from the run's start and were left out");
        }
    }

    private static bool IsOfUser(RecordedColumn column) => column.Channel.Device.Kind == DeviceKind.User;

    private static void Note(SessionRecorder recorder, RecordedColumn column, int count, string message)
    {
        if (count > 0)
        {
            recorder.Quality.Note(recorder.Start!.Seconds, column.Channel.FullName, $"{count} readings {message}");
        }
    }

    private void Claim(Channel channel)
    {
        if (channel.AccountsEnergy && !_accounted.Add(channel.Device.Id))
        {
            throw new ArgumentException(
                $"{channel.FullName} would account the energy of {channel.Device.Id}, which another channel accounts; it would be counted twice. "
                + "Make one of them with accountsEnergy: false.", nameof(channel));
        }
    }
}
