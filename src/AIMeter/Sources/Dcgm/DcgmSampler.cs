using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Sources.Dcgm;

/// <summary>Profiling metrics of GPUs before Hopper, from a DCGM host engine that runs beside the program.</summary>
internal sealed class DcgmSampler : IMetricSampler, IDisposable
{
    /// <summary>The field of each metric, its name and whether it is a ratio (shown in percent) or bytes per second.</summary>
    private static readonly (ushort Field, string Metric, bool IsRatio)[] s_metrics =
    [
        (1001, "graphics_active", true), (1002, "sm_active", true), (1003, "sm_occupancy", true), (1004, "tensor_active", true),
        (1005, "dram_active", true), (1006, "fp64_active", true), (1007, "fp32_active", true), (1008, "fp16_active", true),
        (1009, "pcie_tx_rate", false), (1010, "pcie_rx_rate", false), (1011, "nvlink_tx_rate", false), (1012, "nvlink_rx_rate", false),
    ];

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly DcgmApi _api;
    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly (DcgmGpu Gpu, int[] Channels)[] _gpus;
    private readonly long[] _lastStamp;
    private DcgmEngine? _engine;
    private string _reason = "";
    private long _retryAt;

    private DcgmSampler(DcgmApi api, string address, DcgmEngine engine, Func<DcgmGpu, bool> wanted, TimeProvider time)
    {
        (_api, _address, _engine, _time) = (api, address, engine, time);
        List<Channel> channels = [];
        _gpus = [.. engine.Gpus.Where(wanted).OrderBy(gpu => gpu.NvmlIndex).Select(gpu => (gpu, Offer(gpu, engine, channels)))];
        _lastStamp = new long[_gpus.Length];
        Channels = channels;
    }

    public string Name => DcgmProbe.SourceName;

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Gets true: the host engine answers over a socket.</summary>
    public bool MayBlock => true;

    /// <summary>Connects to a host engine.</summary>
    /// <returns>Null when there is none, or it cannot profile.</returns>
    public static DcgmSampler? TryOpen(
        DcgmApi api, string address, Func<DcgmGpu, bool> wanted, TimeProvider time, out DcgmReturn failure) =>
        DcgmEngine.TryOpen(api, address, Fields(), s_period, out failure) is { } engine
            ? new DcgmSampler(api, address, engine, wanted, time)
            : null;

    public void Sample(SampleWriter writer)
    {
        if (writer.EnergyOnly)
        {
            return; // activity, never energy
        }

        Reconnect();
        for (int i = 0; i < _gpus.Length; i++)
        {
            Sample(writer, i);
        }
    }

    public void Dispose() => _engine?.Dispose();

    private static ushort[] Fields() => [.. s_metrics.Select(metric => metric.Field)];

    private static int[] Offer(DcgmGpu gpu, DcgmEngine engine, List<Channel> channels)
    {
        Device device = new(string.Create(CultureInfo.InvariantCulture, $"gpu{gpu.NvmlIndex}"), DeviceKind.Gpu, gpu.Name) { Uuid = gpu.Uuid };
        engine.Read(gpu.Id, out ReadOnlySpan<DcgmFieldValue> values);
        int[] indexes = new int[s_metrics.Length];
        for (int i = 0; i < s_metrics.Length; i++)
        {
            indexes[i] = values[i].IsUnsupported ? -1 : channels.Count;
            if (indexes[i] >= 0)
            {
                MetricUnit unit = s_metrics[i].IsRatio ? MetricUnit.Percent : MetricUnit.BytesPerSecond;
                channels.Add(Channel.Gauge(device, s_metrics[i].Metric, unit));
            }
        }

        return indexes;
    }

    private void Sample(SampleWriter writer, int index)
    {
        (DcgmGpu gpu, int[] channels) = _gpus[index];
        writer.Mark();
        ReadOnlySpan<DcgmFieldValue> values = default;
        DcgmReturn code = _engine?.Read(gpu.Id, out values) ?? DcgmReturn.ConnectionNotValid;
        long now = writer.Now();
        if (code != DcgmReturn.Ok)
        {
            Fail(writer, channels, code);
            return;
        }

        long stamp = values[0].TimeStamp;
        if (stamp != 0 && stamp == _lastStamp[index])
        {
            return; // the host engine has read nothing new since
        }

        _lastStamp[index] = stamp;
        for (int i = 0; i < channels.Length; i++)
        {
            if (channels[i] >= 0)
            {
                writer.Write(channels[i], s_metrics[i].IsRatio ? 100 * values[i].Number : values[i].Number, now);
            }
        }
    }

    private void Fail(SampleWriter writer, int[] channels, DcgmReturn code)
    {
        _reason = _engine is null ? _reason : DcgmVerdict.Reason(code);
        foreach (int channel in channels.AsSpan())
        {
            if (channel >= 0)
            {
                writer.Fail(channel, _reason);
            }
        }

        if (code is DcgmReturn.ConnectionNotValid or DcgmReturn.Uninitialized && _engine is not null)
        {
            _engine.Dispose();
            _engine = null;
            _retryAt = After(s_patience);
        }
    }

    private void Reconnect()
    {
        if (_engine is null && _time.GetTimestamp() >= _retryAt)
        {
            _engine = DcgmEngine.TryOpen(_api, _address, Fields(), s_period, out _);
            _retryAt = After(s_patience);
        }
    }

    private long After(TimeSpan span) => _time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency);
}
