namespace AIMetering.Sources.Nvml;

/// <summary>Reads the GPUs one after the other on a thread that may be left behind when a driver call hangs.</summary>
/// <remarks>
/// A native call cannot be cancelled. So the sampling thread hands each round over to a lane and waits; when nothing moves for
/// longer than its patience, the hanging GPU keeps the lane to itself from then on, and the others go on in a new one. As long
/// as all is well there is a single lane, so eight GPUs cost one hand-over a round.
/// </remarks>
internal sealed class GpuLanes : IDisposable
{
    /// <summary>A GPU that once hung comes back to the common lane after so many prompt rounds.</summary>
    private const int Probation = 50;

    private const int StackBytes = 256 * 1024;

    private const string NoAnswer = "the driver keeps its answer about this GPU; the others go on without it";

    private readonly object _gate = new();
    private readonly Slot[] _slots;
    private readonly TimeSpan _patience;
    private readonly NvmlLibrary _library;
    private Lane _common;
    private long _round, _progress;
    private int _next;
    private bool _energyOnly, _disposed;

    public GpuLanes(NvmlLibrary library, IReadOnlyList<GpuDevice> devices, TimeSpan patience)
    {
        (_library, _patience) = (library, patience);
        _slots = [.. devices.Select(device => new Slot(device))];
        _next = _slots.Length;
        _common = Start();
    }

    /// <summary>Reads all GPUs that answer in time.</summary>
    public void Read(bool energyOnly)
    {
        lock (_gate)
        {
            _round++;
            (_energyOnly, _next) = (energyOnly, 0);
            Monitor.PulseAll(_gate);
            while (!IsRoundOver())
            {
                long seen = _progress;
                if (!Monitor.Wait(_gate, _patience) && seen == _progress)
                {
                    Isolate();
                }
            }
        }
    }

    /// <summary>Takes a GPU's values of the last round, unless it is still being read.</summary>
    /// <param name="index">Which GPU.</param>
    /// <param name="reason">Why there are none.</param>
    /// <returns>Null when there are none.</returns>
    public SampleWriter? Take(int index, out string reason)
    {
        lock (_gate)
        {
            Slot slot = _slots[index];
            reason = slot.Failure ?? NoAnswer;
            return !slot.IsBusy && slot.DoneRound == _round && slot.Failure is null ? slot.Device.Writer : null;
        }
    }

    /// <summary>Ends the lanes. A GPU whose call still hangs is let go of when the call returns.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
            foreach (Slot slot in _slots.Where(slot => !slot.IsBusy))
            {
                slot.Device.Dispose();
            }
        }
    }

    private bool IsRoundOver()
    {
        foreach (Slot slot in _slots)
        {
            if (!slot.IsHanging && slot.DoneRound < _round)
            {
                return false;
            }
        }

        return true;
    }

    private void Isolate()
    {
        foreach (Slot slot in _slots.Where(slot => slot.IsBusy && !slot.IsHanging))
        {
            (slot.IsHanging, slot.Prompt) = (true, 0);
            if (slot.Own is null)
            {
                (slot.Own, _common.Only) = (_common, slot);
                _common = Start();
            }
        }
    }

    private Lane Start()
    {
        Lane lane = new();
        bool held = false;
        _library.DangerousAddRef(ref held); // NVML stays initialized as long as a call can be inside it
        new Thread(() => Run(lane), StackBytes) { IsBackground = true, Name = "AIMeter GPU" }.Start();
        return lane;
    }

    private void Run(Lane lane)
    {
        try
        {
            while (Next(lane) is { } slot)
            {
                slot.Failure = Read(slot.Device);
                if (!Finish(lane, slot))
                {
                    return;
                }
            }
        }
        finally
        {
            _library.DangerousRelease();
        }
    }

    private string? Read(GpuDevice device)
    {
        try
        {
            device.Read(_energyOnly);
            return null;
        }
        catch (Exception error) // on a thread of ours nobody else would catch it, and the measured program must not end for it
        {
            return error.Message;
        }
    }

    private Slot? Next(Lane lane)
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                if ((lane.Only is { } only ? Due(only) : NextCommon()) is { } slot)
                {
                    slot.IsBusy = true;
                    slot.StartedRound = _round;
                    return slot;
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private Slot? Due(Slot slot) => slot.StartedRound < _round ? slot : null;

    private Slot? NextCommon()
    {
        while (_next < _slots.Length)
        {
            Slot slot = _slots[_next++];
            if (slot.Own is null && !slot.IsBusy && slot.StartedRound < _round)
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>Hands a GPU's values over.</summary>
    /// <returns>Whether the lane goes on.</returns>
    private bool Finish(Lane lane, Slot slot)
    {
        lock (_gate)
        {
            (slot.IsBusy, slot.IsHanging, slot.DoneRound) = (false, false, slot.StartedRound);
            _progress++;
            if (_disposed)
            {
                slot.Device.Dispose();
                return false;
            }

            bool rehabilitated = lane.Only is not null && Rehabilitate(slot);
            if (IsRoundOver())
            {
                Monitor.PulseAll(_gate);
            }

            return !rehabilitated;
        }
    }

    private bool Rehabilitate(Slot slot)
    {
        slot.Prompt = slot.DoneRound == _round ? slot.Prompt + 1 : 0;
        slot.Own = slot.Prompt >= Probation ? null : slot.Own;
        return slot.Own is null;
    }

    private sealed class Lane
    {
        /// <summary>Gets or sets the one GPU that this lane reads; null when it reads all that hang nowhere.</summary>
        public Slot? Only { get; set; }
    }

    private sealed class Slot(GpuDevice device)
    {
        public GpuDevice Device { get; } = device;

        public Lane? Own { get; set; }

        public bool IsBusy { get; set; }

        public long StartedRound { get; set; }

        public long DoneRound { get; set; }

        /// <summary>Gets or sets whether its call has not come back in time; nobody waits for it until it does.</summary>
        public bool IsHanging { get; set; }

        public int Prompt { get; set; }

        /// <summary>Gets or sets what went wrong in the last read that no return code tells; null when nothing did.</summary>
        public string? Failure { get; set; }
    }
}
