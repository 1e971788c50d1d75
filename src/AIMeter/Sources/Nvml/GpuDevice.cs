using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>One GPU while it is measured: its channels, its reads, and what became of it.</summary>
/// <remarks>Read by one thread at a time.</remarks>
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
        First = offer.First;
        _patience = Ticks(s_patience);
        _idlePeriod = (long)(Ticks(refresh) * (1 - Slack));
        _reads = [.. offer.Reads.Select(read => new ScheduledRead(read, (long)(Ticks(read.Period) * (1 - Slack)), _patience))];
        _utilization = offer.Reads.OfType<UtilizationRead>().FirstOrDefault();
    }

    public GpuIdentity Identity { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Gets the index of its first channel in a sample.</summary>
    public int First { get; }

    /// <summary>Reads what is due. What the driver refuses is written down as failed.</summary>
    public void Read(SampleWriter writer)
    {
        if (_lost is not null && !Recover())
        {
            FailAll(writer, _lost);
            return;
        }

        bool energyOnly = writer.EnergyOnly;
        long idle = _utilization is { IsIdle: true } ? _idlePeriod : 0, begin = writer.LastEnded;
        foreach (ScheduledRead read in _reads)
        {
            if (energyOnly ? !read.IsEnergy : !read.IsDue(begin))
            {
                continue;
            }

            if (!Judge(read.Run(writer, begin, read.IsEnergy ? idle : 0), begin))
            {
                FailAll(writer, _lost!);
                return;
            }
        }
    }

    /// <summary>Writes down that nothing could be read.</summary>
    public void FailAll(SampleWriter writer, string reason)
    {
        foreach (ScheduledRead read in _reads)
        {
            if (!writer.EnergyOnly || read.IsEnergy)
            {
                read.Refuse(writer, writer.Now(), reason, NvmlOutcome.DeviceLost);
            }
        }
    }

    /// <summary>Writes down that nothing was asked, and why. Touches nothing that a thread inside <see cref="Read"/> may be using.</summary>
    public void Skip(SampleWriter writer, string reason)
    {
        foreach (ScheduledRead read in _reads)
        {
            if (!writer.EnergyOnly || read.IsEnergy)
            {
                read.Fail(writer, reason);
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

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
