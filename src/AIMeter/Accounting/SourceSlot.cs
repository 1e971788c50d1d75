using AIMetering.Sampling;
using AIMetering.Sources;

namespace AIMetering.Accounting;

/// <summary>One source of one session: takes its reads, under the session's lock.</summary>
internal sealed class SourceSlot : ISampleConsumer, IDisposable
{
    // A gap is more than so many intervals without a sample.
    private const double GapIntervals = 3;

    // Reads that tell nothing, of a sensor that fails, must not follow one another without a pause (seconds).
    private const double ShortestPause = 1e-4;

    // Extra reads that would be useful within so many seconds of each other are done in one.
    private const double Together = 5e-4;

    private readonly SessionRecorder _recorder;
    private readonly (int Channel, IEnergyTrack Track)[] _tracks;
    private readonly double[] _usefulReads;
    private readonly double _interval;
    private double _lastSample = double.NaN;
    private double _nextUsefulRead = double.PositiveInfinity;

    public SourceSlot(SessionRecorder recorder, SourceRunner runner, TimeSpan interval, long historyBudget)
    {
        (_recorder, Runner, _interval) = (recorder, runner, interval.TotalSeconds);
        Channels = [.. runner.Channels.Select(channel => new ChannelSlot(channel, runner.Sampler.Name, _interval))];
        foreach (ChannelSlot slot in Channels)
        {
            slot.Check = CrossCheck.Of(slot.Channel, Channels, _interval);
        }

        _tracks = [.. Channels.Index().Where(each => each.Item.Track is not null).Select(each => (each.Index, each.Item.Track!))];
        _usefulReads = new double[_tracks.Length];
        History = new HistoryTable(Channels.Length, historyBudget);
    }

    public SourceRunner Runner { get; }

    public ChannelSlot[] Channels { get; }

    public HistoryTable History { get; }

    /// <summary>Gets how many reads of the source this session saw.</summary>
    public long Reads { get; private set; }

    /// <summary>Gets the time these reads took, in seconds.</summary>
    public double ReadSeconds { get; private set; }

    public string Name => Runner.Sampler.Name;

    public void Take(ReadOnlySpan<Sample> samples, bool isSample, Exception? failure)
    {
        lock (_recorder.Gate)
        {
            if (_recorder.IsFrozen)
            {
                return;
            }

            Reads++;
            ReadSeconds += _recorder.Duration(Runner.LastReadTicks);
            if (failure is not null)
            {
                _recorder.Quality.ReadFailed(_recorder.Now(), Name, failure.Message);
            }

            if (isSample)
            {
                NoteSample(_recorder.Now());
            }

            int row = isSample ? History.BeginRow() : -1;
            for (int index = 0; index < samples.Length; index++)
            {
                Take(samples[index], index, row, isSample);
            }

            _nextUsefulRead = UsefulRead(_recorder.Now());
            _recorder.SettlePhases();
        }
    }

    public long NextUsefulRead(long now)
    {
        double next = Volatile.Read(ref _nextUsefulRead);
        return double.IsPositiveInfinity(next) ? long.MaxValue : _recorder.Timestamp(next);
    }

    public void Want(long now, Span<bool> channels)
    {
        lock (_recorder.Gate)
        {
            double until = _recorder.Seconds(now) + Together;
            for (int index = 0; index < _tracks.Length; index++)
            {
                channels[_tracks[index].Channel] |= _usefulReads[index] <= until;
            }
        }
    }

    /// <summary>An edge was added: look anew at when a read would be useful. Under the session's lock.</summary>
    public void EdgeAdded(double seconds) => _nextUsefulRead = UsefulRead(seconds);

    /// <summary>Compares what was not compared yet, at the end of the session. Under the session's lock.</summary>
    public void FinishChecks()
    {
        foreach (ChannelSlot slot in Channels.Where(slot => slot.Check?.Finish() == true))
        {
            NoteContradiction(slot);
        }
    }

    public void Dispose() => History.Dispose();

    private void Take(in Sample sample, int index, int row, bool isSample)
    {
        ChannelSlot slot = Channels[index];
        if (sample.State != SampleState.Read)
        {
            if (sample.State == SampleState.Failed)
            {
                _recorder.Quality.ReadFailed(_recorder.Seconds(sample.After), slot.Channel.FullName, sample.Failure!);
            }

            return;
        }

        (double before, double after) = (_recorder.Seconds(sample.Before), _recorder.Seconds(sample.After));
        if (!isSample)
        {
            slot.TakeEnergy(sample, before, after);
            return;
        }

        if (slot.Check?.Observe(after, sample.Value) == true)
        {
            NoteContradiction(slot);
        }

        if (slot.Take(sample, before, after) is { } kept)
        {
            if (row >= 0)
            {
                History.Set(row, index, kept.Seconds, kept.Value);
            }

            _recorder.Publish(slot.Channel, kept.Seconds, kept.Value);
        }
    }

    private void NoteContradiction(ChannelSlot slot) =>
        _recorder.Quality.Note(_recorder.Now(), slot.Channel.Device.Id, CrossCheck.Finding);

    private void NoteSample(double now)
    {
        _recorder.Quality.Samples++;
        if (now - _lastSample > GapIntervals * _interval)
        {
            _recorder.Quality.Gap(now, Name);
        }

        _lastSample = now;
        _recorder.NoteSuspend(now);
    }

    private double UsefulRead(double now)
    {
        double next = double.PositiveInfinity;
        for (int index = 0; index < _tracks.Length; index++)
        {
            double useful = _tracks[index].Track.NextUsefulRead(now);
            _usefulReads[index] = useful;
            next = Math.Min(next, useful);
        }

        return Math.Max(next, now + ShortestPause);
    }
}
