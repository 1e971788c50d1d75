using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>One GPU while it is measured: its channels, its reads, and what became of it.</summary>
/// <remarks>Read by one thread at a time; the values go to a writer of its own, so that a GPU that hangs holds up no other.</remarks>
internal sealed class GpuDevice : IDisposable
{
    /// <summary>A GPU that was lost is looked for this often.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Sampling is never exactly on time: a read this share of its period early is not put off to the next sample.</summary>
    private const double Slack = 0.1;

    private readonly NvmlLibrary _library;
    private readonly GpuTarget _target;
    private readonly TimeProvider _time;
    private readonly ScheduledRead[] _reads;
    private readonly UtilizationRead? _utilization;
    private readonly long _patience, _idlePeriod;
    private string? _lost;
    private long _retryAt;

    public GpuDevice(NvmlLibrary library, GpuIdentity identity, GpuTarget target, GpuChannels offer, TimeProvider time, TimeSpan refresh)
    {
        (_library, Identity, _target, _time, Channels) = (library, identity, target, time, offer.Channels);
        _patience = Ticks(s_patience);
        _idlePeriod = (long)(Ticks(refresh) * (1 - Slack));
        _reads = [.. offer.Reads.Select(read => new ScheduledRead(read, (long)(Ticks(read.Period) * (1 - Slack)), _patience))];
        _utilization = offer.Reads.OfType<UtilizationRead>().FirstOrDefault();
        Writer = new SampleWriter(time, Channels.Count);
    }

    public GpuIdentity Identity { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Gets the values of the last read.</summary>
    public SampleWriter Writer { get; }

    /// <summary>Reads what is due. Never throws: what fails is written down as failed.</summary>
    public void Read(bool energyOnly)
    {
        Writer.Begin(energyOnly);
        if (_lost is not null && !Recover())
        {
            FailAll(energyOnly, _lost);
            return;
        }

        long idle = _utilization is { IsIdle: true } ? _idlePeriod : 0;
        foreach (ScheduledRead read in _reads)
        {
            long now = Writer.Now();
            if (energyOnly ? !read.Query.IsEnergy : !read.IsDue(now))
            {
                continue;
            }

            if (!Judge(read.Run(Writer, now, read.Query.IsEnergy ? idle : 0), now))
            {
                FailAll(energyOnly, _lost!);
                return;
            }
        }
    }

    public void Dispose()
    {
        foreach (IDisposable read in _reads.Select(read => read.Query).OfType<IDisposable>())
        {
            read.Dispose();
        }
    }

    private bool Judge(NvmlOutcome outcome, long now)
    {
        if (outcome == NvmlOutcome.BackendGone)
        {
            _lost = NvmlVerdict.Reason(NvmlReturn.Uninitialized);
        }
        else if (outcome == NvmlOutcome.DeviceLost)
        {
            _lost = NvmlVerdict.Reason(NvmlReturn.GpuIsLost);
        }

        _retryAt = outcome == NvmlOutcome.BackendGone ? now : now + _patience; // NVML is opened again at once, a GPU needs its time
        return _lost is null;
    }

    private bool Recover()
    {
        long now = _time.GetTimestamp();
        if (now < _retryAt)
        {
            return false;
        }

        _retryAt = now + _patience;
        nint handle = Handle();
        if (handle == 0)
        {
            return false;
        }

        (_target.Handle, _lost) = (handle, null);
        return true;
    }

    private nint Handle()
    {
        nint handle = NvmlInventory.Find(_library.Api, Identity.Uuid);
        return handle != 0 || _library.Reopen() != NvmlReturn.Success ? handle : NvmlInventory.Find(_library.Api, Identity.Uuid);
    }

    private void FailAll(bool energyOnly, string reason)
    {
        foreach (ScheduledRead read in _reads)
        {
            if (!energyOnly || read.Query.IsEnergy)
            {
                read.Refuse(Writer, Writer.Now(), reason, NvmlOutcome.DeviceLost);
            }
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
