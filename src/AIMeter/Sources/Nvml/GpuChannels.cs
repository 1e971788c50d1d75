using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>Whether one metric of one GPU can be had here, and if not, why.</summary>
/// <param name="Metric">The full name, such as <c>gpu0.sm_active</c>.</param>
/// <param name="Code">What the driver said when it was asked once.</param>
/// <param name="Reason">Why it cannot be had; null when it can.</param>
internal sealed record MetricSupport(string Metric, NvmlReturn Code, string? Reason)
{
    public bool IsOffered => Reason is null;
}

/// <summary>What a GPU turned out to offer: channels, the reads that fill them, and a verdict for every metric asked about.</summary>
/// <param name="first">The index of its first channel among those of all GPUs.</param>
internal sealed class GpuChannels(int first)
{
    private readonly List<Channel> _channels = [];
    private readonly List<GpuRead> _reads = [];
    private readonly List<MetricSupport> _support = [];

    public int First => first;

    public IReadOnlyList<Channel> Channels => _channels;

    public IReadOnlyList<GpuRead> Reads => _reads;

    public IReadOnlyList<MetricSupport> Support => _support;

    /// <summary>Adds a channel.</summary>
    /// <returns>Its index among the channels of all GPUs.</returns>
    public int Add(Channel channel)
    {
        _channels.Add(channel);
        return first + _channels.Count - 1;
    }

    public void Add(GpuRead read) => _reads.Add(read);

    /// <summary>Records the verdict on a metric. A driver that stumbles while probed may still answer later, so that is support.</summary>
    /// <returns>Whether to offer the metric.</returns>
    public bool Judge(Device device, string metric, NvmlReturn code, string? reason = null)
    {
        bool offered = NvmlVerdict.Outcome(code) is NvmlOutcome.Answered or NvmlOutcome.Empty or NvmlOutcome.Transient;
        _support.Add(new MetricSupport($"{device.Id}.{metric}", code, offered ? null : reason ?? NvmlVerdict.Reason(code)));
        return offered;
    }
}
