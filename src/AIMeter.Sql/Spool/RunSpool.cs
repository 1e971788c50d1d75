namespace AIMetering.Export;

/// <summary>A run on its way to the database: on disk, or in a bounded part of memory where the disk takes no more.</summary>
/// <remarks>One thread appends, another reads. Every frame goes to disk first, so a process that is killed loses nothing that was appended.</remarks>
internal sealed class RunSpool : IDisposable
{
    private const long MostMemory = 16 << 20;

    private readonly Lock _gate = new();
    private readonly FileStream? _lock;
    private readonly SegmentWriter? _writer;
    private readonly SegmentReader _reader;
    private readonly Queue<Frame> _memory = new();
    private long _memoryBytes, _number;
    private bool _isInMemory;

    private RunSpool(string folder, FileStream? taken, bool isNew)
    {
        (Folder, _lock, _reader) = (folder, taken, new(folder));
        _writer = isNew ? new(folder) : null;
    }

    public string Folder { get; }

    /// <summary>Gets whether another process wrote it and ended: nothing will be appended.</summary>
    public bool IsAdopted => _writer is null;

    /// <summary>Gets why the disk takes no more; null when it does.</summary>
    public string? DiskFailure { get; private set; }

    /// <summary>Gets whether the next frame must be a head.</summary>
    public bool NeedsHead => !_isInMemory && _writer!.IsAtBeginning;

    /// <summary>Gets what was passed over so far because it could not be read.</summary>
    public SpoolDamage Damage
    {
        get
        {
            lock (_gate)
            {
                return _reader.Damage;
            }
        }
    }

    public long WaitingBytes => SpoolFolders.Bytes(Folder) + _memoryBytes;

    public static RunSpool Begin(string folder)
    {
        SpoolFolders.Try(() => Directory.CreateDirectory(Path.GetDirectoryName(folder)!));
        return new(folder, SpoolFolders.TryLock(folder), isNew: true);
    }

    /// <summary>Takes over what an ended process left; null when somebody has it, or it is gone.</summary>
    public static RunSpool? TryAdopt(string folder)
    {
        FileStream? taken = SpoolFolders.TryLock(folder);
        if (taken is not null && Directory.Exists(folder))
        {
            return new(folder, taken, isNew: false);
        }

        taken?.Dispose();
        return null;
    }

    /// <summary>Takes a frame.</summary>
    /// <returns>False when neither disk nor memory has room for it.</returns>
    public bool TryAppend(FrameKind kind, byte[] payload)
    {
        lock (_gate)
        {
            Frame frame = new(kind, _number + 1, payload);
            if (!TryDisk(frame) && !TryMemory(frame))
            {
                return false;
            }

            _number++;
            return true;
        }
    }

    /// <summary>Reads the next frame; null when there is none yet.</summary>
    public Frame? Next()
    {
        lock (_gate)
        {
            if (_reader.Next() is { } frame)
            {
                return frame;
            }

            if (!_memory.TryDequeue(out Frame? kept))
            {
                return null;
            }

            _memoryBytes -= kept.Payload.Length;
            return kept;
        }
    }

    /// <summary>Everything that was read so far is in the database.</summary>
    public void Sent()
    {
        lock (_gate)
        {
            _reader.DeleteRead();
        }
    }

    /// <summary>Lets go, and leaves what is on disk for the next start.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _reader.Dispose();
            _lock?.Dispose();
        }
    }

    /// <summary>The run is in the database to its end.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _reader.Dispose();
            SpoolFolders.Delete(Folder);
            _lock?.Dispose();
        }
    }

    private bool TryDisk(Frame frame)
    {
        if (_isInMemory)
        {
            return false;
        }

        try
        {
            _writer!.Append(frame);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // From now on in memory, so that the frames stay in order.
            (DiskFailure, _isInMemory) = (error.Message, true);
            return false;
        }
    }

    private bool TryMemory(Frame frame)
    {
        if (_memoryBytes + frame.Payload.Length > MostMemory && frame.Kind is FrameKind.Samples or FrameKind.Progress)
        {
            return false;
        }

        _memory.Enqueue(frame);
        _memoryBytes += frame.Payload.Length;
        return true;
    }
}
