using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>All chosen GPUs as one source.</summary>
internal sealed class NvmlSampler : IMetricSampler, IDisposable
{
    private readonly NvmlLibrary _library;
    private readonly GpuDevice[] _devices;
    private readonly int[] _offsets;
    private readonly GpuLanes _lanes;

    public NvmlSampler(NvmlLibrary library, IReadOnlyList<GpuDevice> devices, IReadOnlyList<MetricSupport> support, TimeSpan patience)
    {
        (_library, _devices, Support) = (library, [.. devices], support);
        Channels = [.. devices.SelectMany(device => device.Channels)];
        _offsets = new int[_devices.Length];
        for (int i = 1; i < _devices.Length; i++)
        {
            _offsets[i] = _offsets[i - 1] + _devices[i - 1].Channels.Count;
        }

        _lanes = new GpuLanes(library, devices, patience);
    }

    public string Name => NvmlProbe.SourceName;

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Gets the verdict on every metric of every GPU, as probed once.</summary>
    public IReadOnlyList<MetricSupport> Support { get; }

    /// <summary>Gets true: a call takes microseconds as a rule, yet milliseconds while the GPU starts a program.</summary>
    public bool MayBlock => true;

    public void Sample(SampleWriter writer)
    {
        _lanes.Read(writer.EnergyOnly);
        for (int i = 0; i < _devices.Length; i++)
        {
            Copy(i, writer);
        }
    }

    public void Dispose()
    {
        _lanes.Dispose();
        _library.Dispose();
    }

    private void Copy(int index, SampleWriter writer)
    {
        if (_lanes.Take(index, out string reason) is not { } values)
        {
            FailAll(index, writer, reason);
            return;
        }

        ReadOnlySpan<Sample> samples = values.Samples;
        for (int i = 0; i < samples.Length; i++)
        {
            if (samples[i].State != SampleState.NotAsked)
            {
                writer.Put(_offsets[index] + i, samples[i]);
            }
        }
    }

    private void FailAll(int index, SampleWriter writer, string reason)
    {
        for (int i = 0; i < _devices[index].Channels.Count; i++)
        {
            writer.Fail(_offsets[index] + i, reason);
        }
    }
}
