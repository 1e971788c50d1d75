using AIMetering.Accounting;
using AIMetering.Readings;
using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering.Replay;

/// <summary>Something that is played back in the order of time.</summary>
internal interface IPlayed
{
    /// <summary>Gets the time of what comes next; <see cref="long.MaxValue"/> when nothing does.</summary>
    long Next { get; }

    /// <summary>Plays what comes next.</summary>
    void Play();
}

/// <summary>Plays the readings of one source back, sample by sample.</summary>
internal sealed class PlayedSource : IPlayed
{
    private readonly PlaybackTime _time;
    private readonly SourceSlot _slot;
    private readonly IReadOnlyList<RecordedColumn> _columns;
    private readonly int[] _next;
    private readonly Sample[] _samples;
    private readonly long _sampleLength;

    private PlayedSource(PlaybackTime time, SourceSlot slot, IReadOnlyList<RecordedColumn> columns, TimeSpan interval)
    {
        (_time, _slot, _columns, _next, _samples) = (time, slot, columns, new int[columns.Count], new Sample[columns.Count]);
        _sampleLength = interval.Ticks / 2; // readings nearer than half an interval are of one sample
    }

    public long Next
    {
        get
        {
            long next = long.MaxValue;
            for (int index = 0; index < _next.Length; index++)
            {
                next = Math.Min(next, Head(index));
            }

            return next;
        }
    }

    /// <summary>Adds a source to the recorder, which owns it; its counters are tracked as joules.</summary>
    public static PlayedSource AddTo(
        SessionRecorder recorder, PlaybackTime time, string name, IReadOnlyList<RecordedColumn> columns, RecordedPace pace, long historyBudget)
    {
        SourceRunner runner = new(new RecordedSource(name, [.. columns.Select(column => column.Channel)]), time);
        SourceSlot slot = new(recorder, runner, pace.Interval, historyBudget);
        recorder.Sources.Add(slot);
        for (int index = 0; index < columns.Count; index++)
        {
            if (columns[index].Channel is { AccountsEnergy: true } channel)
            {
                slot.Channels[index] = new ChannelSlot(channel, name, pace.Interval.TotalSeconds, Track(channel, name, pace));
            }
        }

        recorder.Tracks.AddRange(slot.Channels.Select(each => each.Track).OfType<IEnergyTrack>());
        return new PlayedSource(time, slot, columns, pace.Interval);
    }

    public void Play()
    {
        long first = Next, last = first;
        for (int index = 0; index < _next.Length; index++)
        {
            long head = Head(index);
            bool belongs = head != long.MaxValue && head - first <= _sampleLength;
            _samples[index] = belongs ? new Sample(head, head, _columns[index].Value(_next[index]++), SampleState.Read, null) : default;
            last = belongs ? Math.Max(last, head) : last;
        }

        _time.Ticks = last;
        _slot.Take(_samples, isSample: true, failure: null);
    }

    private static IEnergyTrack Track(Channel channel, string name, RecordedPace pace) => channel.Kind == ChannelKind.EnergyCounter
        ? new KnotTrack(channel, name, pace.Interval.TotalSeconds, pace.TimeDoubt.TotalSeconds)
        : new PowerTrack(channel, name, pace.Interval.TotalSeconds, pace.TimeDoubt.TotalSeconds);

    private long Head(int index) => _next[index] < _columns[index].Count ? _columns[index].Ticks(_next[index]) : long.MaxValue;
}

/// <summary>Plays a series back that the program had recorded.</summary>
internal sealed class PlayedSeries(SessionRecorder recorder, PlaybackTime time, RecordedColumn column) : IPlayed
{
    private int _next;

    public long Next => _next < column.Count ? column.Ticks(_next) : long.MaxValue;

    public void Play()
    {
        time.Ticks = Next;
        recorder.Record(column.Channel.Metric, column.Value(_next++));
    }
}
