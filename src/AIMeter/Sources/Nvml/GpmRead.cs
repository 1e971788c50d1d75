using System.Runtime.InteropServices;

namespace AIMetering.Sources.Nvml;

/// <summary>Profiling counters of Hopper and newer (GPM): means between the previous read and this one.</summary>
/// <remarks>
/// The driver refreshes the counters every 100 ms or so and asks for more than that between two samples. The first read only
/// opens the interval. Asking keeps the GPU's monitoring unit awake, which costs power: hence opt-in.
/// </remarks>
internal sealed unsafe class GpmRead : GpuRead, IDisposable
{
    /// <summary>The unit of GPM's transfer rates is MiB/s.</summary>
    private const double BytesPerMebibyte = 1_048_576;

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(120);

    private readonly NvmlApi _api;
    private readonly GpuTarget _target;
    private readonly (GpmMetric Metric, int Channel)[] _metrics;
    private NvmlGpmRequest* _request;
    private nint _older, _newer;
    private bool _opened;

    private GpmRead(NvmlApi api, GpuTarget target, (GpmMetric Metric, int Channel)[] metrics, nint first, nint second)
        : base(s_period, [.. metrics.Select(metric => metric.Channel)])
    {
        (_api, _target, _metrics, _older, _newer) = (api, target, metrics, first, second);
        _request = (NvmlGpmRequest*)NativeMemory.AllocZeroed(
            (nuint)(sizeof(NvmlGpmRequest) + (NvmlGpmRequest.LargestMetricCount * sizeof(NvmlGpmMetric))));
        _request->Version = NvmlVersion.Gpm;
        _request->MetricCount = (uint)metrics.Length;
        for (int i = 0; i < metrics.Length; i++)
        {
            Answers[i].MetricId = metrics[i].Metric.Id;
        }
    }

    ~GpmRead() => Free();

    private NvmlGpmMetric* Answers => (NvmlGpmMetric*)(_request + 1);

    /// <summary>Whether the device (a GPU or a MIG slice) has GPM.</summary>
    public static NvmlReturn Ask(NvmlApi api, nint device)
    {
        NvmlGpmSupport answer = new() { Version = NvmlVersion.Gpm };
        NvmlReturn code = NvmlCall.Fill(api.GpmSupport, device, ref answer);
        return code == NvmlReturn.Success && answer.IsSupportedDevice == 0 ? NvmlReturn.NotSupported : code;
    }

    /// <summary>Allocates the two samples; null when the driver gives none.</summary>
    public static GpmRead? TryOpen(NvmlApi api, GpuTarget target, (GpmMetric Metric, int Channel)[] metrics)
    {
        nint first = 0, second = 0;
        if (api.GpmSampleAlloc == null || api.GpmMetricsGet == null || api.GpmSampleGet == null
            || api.GpmSampleAlloc(&first) != NvmlReturn.Success)
        {
            return null;
        }

        if (api.GpmSampleAlloc(&second) != NvmlReturn.Success)
        {
            api.GpmSampleFree(first);
            return null;
        }

        return new GpmRead(api, target, metrics, first, second);
    }

    public override NvmlReturn Read(SampleWriter writer)
    {
        NvmlReturn code = _api.GpmSampleGet(_target.Handle, _newer);
        if (code != NvmlReturn.Success)
        {
            _opened = false; // the next success opens a new interval
            return code;
        }

        if (_opened)
        {
            code = Compute(writer);
        }

        (_older, _newer, _opened) = (_newer, _older, true);
        return code;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private NvmlReturn Compute(SampleWriter writer)
    {
        (_request->Older, _request->Newer) = (_older, _newer);
        NvmlReturn code = _api.GpmMetricsGet(_request);
        if (code != NvmlReturn.Success)
        {
            return code;
        }

        long now = writer.Now();
        for (int i = 0; i < _metrics.Length; i++)
        {
            NvmlGpmMetric answer = Answers[i];
            double value = _metrics[i].Metric.IsRate ? answer.Value * BytesPerMebibyte : answer.Value;
            writer.Write(_metrics[i].Channel, answer.Result == NvmlReturn.Success ? value : double.NaN, now);
        }

        return code;
    }

    private void Free()
    {
        if (_request == null)
        {
            return;
        }

        NativeMemory.Free(_request);
        _request = null;
        _api.GpmSampleFree(_older);
        _api.GpmSampleFree(_newer);
    }
}

/// <summary>A metric of GPM: its number in the header, our name for it, and whether it is a rate in MiB/s or a percentage.</summary>
internal readonly record struct GpmMetric(uint Id, string Name, bool IsRate = false)
{
    /// <summary>The metrics read. GPM's NVLink totals come RX first, unlike everything else.</summary>
    public static readonly GpmMetric[] All =
    [
        new(1, "graphics_active"), new(2, "sm_active"), new(3, "sm_occupancy"), new(5, "tensor_active"), new(10, "dram_active"),
        new(11, "fp64_active"), new(12, "fp32_active"), new(13, "fp16_active"), new(4, "integer_active"),
        new(20, "pcie_tx_rate", true), new(21, "pcie_rx_rate", true), new(61, "nvlink_tx_rate", true), new(60, "nvlink_rx_rate", true),
    ];
}
