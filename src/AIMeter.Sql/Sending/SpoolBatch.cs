namespace AIMetering.Export;

/// <summary>The frames that go to the database in one step; kept until they are there.</summary>
internal sealed class SpoolBatch(RunSpool spool)
{
    private const int MostFrames = 64;
    private const int MostBytes = 4 << 20;

    private readonly List<Frame> _frames = [];
    private RunHead? _head;
    private SpoolDamage _told, _seen, _headless;

    /// <summary>Gets the run as of the newest frame.</summary>
    public RunHead Head => _head!;

    /// <summary>Gets whether any head was read.</summary>
    public bool HasHead => _head is not null;

    public IReadOnlyList<Frame> Frames => _frames;

    /// <summary>Gets what could not be read of the spool and is not told in the database yet.</summary>
    public SpoolDamage Damage => spool.Damage + _headless - _told;

    /// <summary>Gets whether the report was among the frames that were sent: the run is whole.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Gets whether more may wait than the last step sent.</summary>
    public bool WasFull { get; private set; }

    /// <summary>Takes frames if it has none.</summary>
    /// <returns>Whether there is anything to send.</returns>
    public bool Fill()
    {
        int bytes = _frames.Sum(frame => frame.Payload.Length);
        while (_frames.Count < MostFrames && bytes < MostBytes && spool.Next() is { } frame)
        {
            if (frame.Kind == FrameKind.Head)
            {
                _head = RunHead.From(frame.Payload);
            }

            if (HasHead)
            {
                _frames.Add(frame);
                bytes += frame.Payload.Length;
            }
            else
            {
                _headless += SpoolDamage.Of(frame.Payload.Length + Frame.HeaderBytes, 1); // nobody knows what its numbers mean
            }
        }

        _seen = spool.Damage + _headless;
        WasFull = _frames.Count >= MostFrames || bytes >= MostBytes;
        return _frames.Count > 0;
    }

    public void Sent()
    {
        IsComplete |= _frames.Any(frame => frame.Kind == FrameKind.Report);
        _frames.Clear();
        _told = _seen;
        spool.Sent();
    }
}
