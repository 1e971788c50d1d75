using AIMetering.Readings;

namespace AIMetering.Export;

/// <summary>One run while it is measured: numbers its readings, and hands them to the spool.</summary>
internal sealed class RunStream
{
    private readonly SqlPlace _place;
    private readonly RunDescription _run;
    private readonly Dictionary<Channel, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<Channel> _channels = [];
    private readonly List<int> _taken = [];
    private readonly PhaseLedger _phases = new();
    private readonly RunSpool _spool;
    private readonly Sender _sender;
    private SampleRecord[] _records = new SampleRecord[1024];

    public RunStream(SqlPlace place, RunDescription run)
    {
        (_place, _run) = (place, run);
        foreach (Channel channel in run.Channels)
        {
            Number(channel);
        }

        _spool = RunSpool.Begin(Path.Combine(place.SpoolFolder, RunFiles.Stem(run)));
        _sender = new Sender(place, _spool);
    }

    /// <summary>Gets how many runs of phases were lost in the same way.</summary>
    public long LostPhases { get; private set; }

    /// <summary>Gets how many readings neither the disk nor the database took.</summary>
    public long Lost { get; private set; }

    public void Take(ReadOnlySpan<Reading> readings)
    {
        if (_records.Length < readings.Length)
        {
            _records = new SampleRecord[readings.Length];
        }

        int known = _channels.Count;
        for (int index = 0; index < readings.Length; index++)
        {
            int series = Number(readings[index].Channel);
            _records[index] = new(series, _taken[series]++, readings[index].Elapsed.TotalSeconds, readings[index].Value);
        }

        if (!Append(FrameKind.Samples, SampleRecord.ToBytes(_records.AsSpan(0, readings.Length)), headFirst: _channels.Count > known))
        {
            Lost += readings.Length;
        }
    }

    public void Take(RunProgress progress)
    {
        ProgressRecord record = _phases.Take(progress);
        if (!Append(FrameKind.Progress, record.ToJson(), headFirst: false))
        {
            LostPhases += record.Runs.Length;
        }
    }

    /// <summary>Hands over the report and waits a while for the database.</summary>
    /// <exception cref="IOException">It has not taken everything; the message says what happens to the rest.</exception>
    public void Finish(MeterReport report)
    {
        Append(FrameKind.Report, ReportText.WithoutSamples(report), headFirst: Lost > 0);
        bool isDone = _sender.Finish(_place.Options.WaitAtStop);
        if (!isDone || Lost > 0 || LostPhases > 0)
        {
            throw new IOException(SpoolNote.For(_place, _spool, isDone, _sender.Failure, (Lost, LostPhases)));
        }
    }

    private int Number(Channel channel)
    {
        if (!_numbers.TryGetValue(channel, out int number))
        {
            number = _numbers[channel] = _channels.Count;
            _channels.Add(channel);
            _taken.Add(0);
        }

        return number;
    }

    private bool Append(FrameKind kind, byte[] payload, bool headFirst) =>
        (!(headFirst || _spool.NeedsHead) || _spool.TryAppend(FrameKind.Head, RunHead.Of(_run, _channels, Lost).ToJson()))
        && _spool.TryAppend(kind, payload);
}
