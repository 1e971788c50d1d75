using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>All chosen GPUs as one source, read one after the other on the thread that asks.</summary>
internal sealed class NvmlSampler : IMetricSampler, ILeaveBehind, IDisposable
{
    private readonly NvmlLibrary _library;
    private readonly GpuGuard[] _gpus;

    public NvmlSampler(NvmlLibrary library, IReadOnlyList<GpuDevice> devices, IReadOnlyList<MetricSupport> support, TimeProvider time, TimeSpan patience)
    {
        (_library, Support, Patience) = (library, support, patience);
        Channels = [.. devices.SelectMany(device => device.Channels)];
        _gpus = [.. devices.Select(device => new GpuGuard(device, library, time, patience))];
    }

    public string Name => NvmlProbe.SourceName;

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Gets the verdict on every metric of every GPU, as probed once.</summary>
    public IReadOnlyList<MetricSupport> Support { get; }

    /// <summary>Gets true: a call takes microseconds as a rule, yet milliseconds while the GPU starts a program.</summary>
    public bool MayBlock => true;

    public TimeSpan Patience { get; }

    public void Sample(SampleWriter writer)
    {
        foreach (GpuGuard gpu in _gpus)
        {
            if (!gpu.Read(writer))
            {
                writer.IsLeftBehind = true;
                return;
            }
        }
    }

    public bool TryLeaveBehind()
    {
        bool left = false;
        foreach (GpuGuard gpu in _gpus)
        {
            left |= gpu.TryLeaveBehind();
        }

        return left;
    }

    public void Dispose()
    {
        Array.ForEach(_gpus, gpu => gpu.Dispose());
        _library.Dispose();
    }
}
