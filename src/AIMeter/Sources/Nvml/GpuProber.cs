using System.Globalization;
using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>Asks one GPU once for everything it might offer, and makes channels and reads of what it does.</summary>
internal sealed unsafe class GpuProber
{
    private static readonly TimeSpan s_fast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(1);

    private readonly NvmlApi _api;
    private readonly GpuIdentity _gpu;
    private readonly GpuOptions _options;
    private readonly GpuTarget _target;
    private readonly GpuChannels _offer;
    private readonly Device _device;
    private readonly List<GpuField> _fastFields = [], _slowFields = [];

    private GpuProber(NvmlApi api, GpuIdentity gpu, GpuOptions options, int first)
    {
        (_api, _gpu, _options, _target, _offer) = (api, gpu, options, new GpuTarget(gpu.Handle), new GpuChannels(first));
        _device = new Device(string.Create(CultureInfo.InvariantCulture, $"gpu{gpu.Index}"), DeviceKind.Gpu, gpu.Name) { Uuid = gpu.Uuid };
    }

    /// <summary>Probes a GPU.</summary>
    /// <param name="library">NVML.</param>
    /// <param name="gpu">The GPU.</param>
    /// <param name="sliceUuids">The MIG slices wanted; empty means all of them.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="time">The clock.</param>
    /// <param name="first">The index of its first channel.</param>
    /// <param name="support">The verdict on every metric.</param>
    public static GpuDevice Probe(
        NvmlLibrary library, GpuIdentity gpu, IReadOnlyList<string> sliceUuids, GpuOptions options, TimeProvider time,
        int first, out IReadOnlyList<MetricSupport> support)
    {
        GpuProber prober = new(library.Api, gpu, options, first);
        prober.OfferAll(sliceUuids);
        support = prober._offer.Support;
        return new GpuDevice(library, gpu, prober._target, prober._offer, time, GpuSensors.Of(gpu).Refresh);
    }

    private void OfferAll(IReadOnlyList<string> sliceUuids)
    {
        (GpuSlice Slice, Device Device)[] slices =
        [
            .. _gpu.Slices.Where(slice => sliceUuids.Count == 0 || sliceUuids.Contains(slice.Uuid))
                .Select(slice => (slice, SliceDevice(slice))),
        ];
        new EnergyProber(_api, _gpu, _device, _target, _offer, slices).Offer();
        OfferUtilization();
        OfferMemory(_device, _target);
        OfferClocks();
        OfferTemperatures();
        OfferStates();
        OfferBuses();
        AddFields();
        OfferProcesses();
        OfferProfiling(_device, _target);
        foreach ((GpuSlice slice, Device device) in slices)
        {
            OfferMemory(device, new GpuTarget(slice.Handle));
            OfferProfiling(device, new GpuTarget(slice.Handle));
        }
    }

    /// <summary>A slice as a device: part of its GPU, so never added to the total.</summary>
    private Device SliceDevice(GpuSlice slice) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_device.Id}-mig{slice.Index}"), DeviceKind.GpuSlice, slice.Name)
        {
            Uuid = slice.Uuid,
            PartOf = _device.Id,
            ExclusionReason = $"its energy is a part of {_device.Id}, attributed by compute slices: no sensor sees a slice",
        };

    private int Gauge(string metric, MetricUnit unit) => _offer.Add(Channel.Gauge(_device, metric, unit));

    private void OfferUtilization()
    {
        string? mig = _gpu.IsPartitioned ? "the driver gives no utilization while MIG is on" : null;
        if (_offer.Judge(_device, "utilization", UtilizationRead.Ask(_api, _target.Handle, out _), mig))
        {
            int gpu = Gauge("utilization", MetricUnit.Percent), memory = Gauge("memory_controller_utilization", MetricUnit.Percent);
            _offer.Add(new UtilizationRead(_api, _target, gpu, memory));
        }
    }

    private void OfferMemory(Device device, GpuTarget target)
    {
        bool reserved = true;
        if (_offer.Judge(device, "memory_used", MemoryRead.Ask(_api, target.Handle, ref reserved, out _)))
        {
            int used = _offer.Add(Channel.Gauge(device, "memory_used", MetricUnit.Bytes));
            int percent = _offer.Add(Channel.Gauge(device, "memory_usage", MetricUnit.Percent));
            _offer.Add(new MemoryRead(_api, target, s_fast, used, percent));
        }
    }

    private void OfferClocks()
    {
        Selected("graphics_clock", _api.ClockInfo, 0, s_fast);
        Selected("sm_clock", _api.ClockInfo, 1, s_fast);
        Selected("memory_clock", _api.ClockInfo, 2, s_fast);
        Selected("video_clock", _api.ClockInfo, 3, s_slow);
        Selected("max_graphics_clock", _api.MaxClockInfo, 0, s_slow);
        Selected("max_sm_clock", _api.MaxClockInfo, 1, s_slow);
        Selected("max_memory_clock", _api.MaxClockInfo, 2, s_slow);

        void Selected(string metric, delegate* unmanaged<nint, uint, uint*, NvmlReturn> function, uint clock, TimeSpan period)
        {
            if (_offer.Judge(_device, metric, NvmlCall.Get(function, _target.Handle, clock, out _)))
            {
                _offer.Add(new SelectedRead(function, clock, _target, period, Gauge(metric, MetricUnit.Megahertz)));
            }
        }
    }

    private void OfferTemperatures()
    {
        NvmlReturn code = TemperatureRead.Ask(_api, _target.Handle, out _);
        bool isNew = NvmlVerdict.Outcome(code) != NvmlOutcome.Unsupported;
        code = isNew ? code : NvmlCall.Get(_api.Temperature, _target.Handle, 0, out _);
        if (_offer.Judge(_device, "temperature", code))
        {
            int channel = Gauge("temperature", MetricUnit.Celsius);
            _offer.Add(isNew
                ? new TemperatureRead(_api, _target, s_fast, channel)
                : new SelectedRead(_api.Temperature, 0, _target, s_fast, channel));
        }

        Field("memory_temperature", GpuField.MemoryTemperature, MetricUnit.Celsius);
        if (_offer.Judge(_device, "fan_speed", NvmlCall.Get(_api.FanSpeed, _target.Handle, 0, out _), "the GPU has no fan of its own"))
        {
            _offer.Add(new SelectedRead(_api.FanSpeed, 0, _target, s_slow, Gauge("fan_speed", MetricUnit.Percent)));
        }
    }

    private void OfferStates()
    {
        Number("performance_state", _api.PerformanceState, MetricUnit.None, s_fast);
        if (_offer.Judge(_device, "clock_event_reasons", NvmlCall.Get(_api.ClockEventReasons, _target.Handle, out ulong _)))
        {
            _offer.Add(new LongNumberRead(_api.ClockEventReasons, _target, s_fast, Gauge("clock_event_reasons", MetricUnit.None)));
        }

        Number("power_limit", _api.EnforcedPowerLimit, MetricUnit.Watts, s_slow, 1e-3);
        CounterField("throttled_by_power", GpuField.ThrottledByPower, MetricUnit.Seconds, 1e-9);
        CounterField("throttled_by_heat", GpuField.ThrottledByHeat, MetricUnit.Seconds, 1e-9);
        Ecc("ecc_corrected", EccRead.Corrected);
        Ecc("ecc_uncorrected", EccRead.Uncorrected);
    }

    private void OfferBuses()
    {
        Number("pcie_generation", _api.PcieGeneration, MetricUnit.None, s_fast);
        Number("pcie_width", _api.PcieWidth, MetricUnit.None, s_fast);
        Pair("pcie", GpuField.PcieTxBytes, GpuField.PcieRxBytes, GpuField.ScopeGpu, 1);
        if (FieldRead.Ask(_api, _target.Handle, GpuField.NvLink5TxBytes, 0, out _) == NvmlReturn.Success)
        {
            OfferLinks();
        }
        else
        {
            Pair("nvlink", GpuField.NvLinkDataTx, GpuField.NvLinkDataRx, GpuField.AllLinks, 1024); // KiB
        }
    }

    private void OfferLinks()
    {
        FieldRead.Ask(_api, _target.Handle, GpuField.LinkCount, 0, out double links);
        if (_offer.Judge(_device, "nvlink_tx", links >= 1 ? NvmlReturn.Success : NvmlReturn.NotSupported))
        {
            int tx = _offer.Add(Channel.Counter(_device, "nvlink_tx", MetricUnit.Bytes));
            int rx = _offer.Add(Channel.Counter(_device, "nvlink_rx", MetricUnit.Bytes));
            _offer.Add(new LinkRead(_api, _target, s_fast, (int)links, tx, rx));
        }
    }

    private void OfferProcesses()
    {
        if (!_options.Processes)
        {
            return;
        }

        uint own = (uint)Environment.ProcessId, count = 0;
        NvmlReturn code = _api.ComputeProcesses == null ? NvmlReturn.FunctionNotFound : _api.ComputeProcesses(_target.Handle, &count, null);
        if (_offer.Judge(_device, "processes", code == NvmlReturn.InsufficientSize ? NvmlReturn.Success : code))
        {
            ProcessChannels channels = new(Gauge("processes", MetricUnit.Count), Gauge("process_memory", MetricUnit.Bytes));
            _offer.Add(new ProcessRead(_api, _target, s_slow, channels, own));
        }

        if (_offer.Judge(_device, "process_share", ProcessShareRead.Ask(_api, _target.Handle)))
        {
            _offer.Add(new ProcessShareRead(_api, _target, s_fast, Gauge("process_share", MetricUnit.Percent), own));
        }
    }

    private void OfferProfiling(Device device, GpuTarget target)
    {
        NvmlReturn code = GpmRead.Ask(_api, target.Handle);
        string why = NvmlVerdict.Outcome(code) == NvmlOutcome.Unsupported
            ? "profiling counters need Hopper or newer; on Volta to Ampere a DCGM host engine can give them"
            : "profiling counters are off; they keep the GPU's monitoring unit awake and cost power, so they are opt-in";
        bool wanted = _options.Profiling == GpuProfiling.Nvml && NvmlVerdict.Outcome(code) != NvmlOutcome.Unsupported;
        HashSet<string> counted = [.. _offer.Channels.Where(channel => channel.Device == device).Select(channel => $"{channel.Metric}_rate")];
        List<(GpmMetric, int)> metrics = [];
        foreach (GpmMetric metric in GpmMetric.All.Where(metric => !counted.Contains(metric.Name))) // bytes counted are better than rates
        {
            if (_offer.Judge(device, metric.Name, wanted ? code : NvmlReturn.NotSupported, why))
            {
                MetricUnit unit = metric.IsRate ? MetricUnit.BytesPerSecond : MetricUnit.Percent;
                metrics.Add((metric, _offer.Add(Channel.Gauge(device, metric.Name, unit))));
            }
        }

        if (metrics.Count > 0 && GpmRead.TryOpen(_api, target, [.. metrics]) is { } read)
        {
            _offer.Add(read);
        }
    }

    private void Number(
        string metric, delegate* unmanaged<nint, uint*, NvmlReturn> function, MetricUnit unit, TimeSpan period, double scale = 1)
    {
        if (_offer.Judge(_device, metric, NvmlCall.Get(function, _target.Handle, out uint _)))
        {
            _offer.Add(new NumberRead(function, _target, period, Gauge(metric, unit), scale));
        }
    }

    private void Field(string metric, uint id, MetricUnit unit)
    {
        if (_offer.Judge(_device, metric, FieldRead.Ask(_api, _target.Handle, id, GpuField.ScopeGpu, out _)))
        {
            _fastFields.Add(new GpuField(id, GpuField.ScopeGpu, Gauge(metric, unit), 1));
        }
    }

    private void CounterField(string metric, uint id, MetricUnit unit, double scale)
    {
        if (_offer.Judge(_device, metric, FieldRead.Ask(_api, _target.Handle, id, GpuField.ScopeGpu, out _)))
        {
            _slowFields.Add(new GpuField(id, GpuField.ScopeGpu, _offer.Add(Channel.Counter(_device, metric, unit)), scale));
        }
    }

    /// <summary>Fields of one pace go in one native call.</summary>
    private void AddFields()
    {
        if (_fastFields.Count > 0)
        {
            _offer.Add(new FieldRead(_api, _target, s_fast, [.. _fastFields]));
        }

        if (_slowFields.Count > 0)
        {
            _offer.Add(new FieldRead(_api, _target, s_slow, [.. _slowFields]));
        }
    }

    private void Pair(string bus, uint txId, uint rxId, uint scope, double scale)
    {
        NvmlReturn code = FieldRead.Ask(_api, _target.Handle, txId, scope, out _);
        if (_offer.Judge(_device, $"{bus}_tx", code) && _offer.Judge(_device, $"{bus}_rx", code))
        {
            int tx = _offer.Add(Channel.Counter(_device, $"{bus}_tx", MetricUnit.Bytes));
            int rx = _offer.Add(Channel.Counter(_device, $"{bus}_rx", MetricUnit.Bytes));
            _fastFields.AddRange([new(txId, scope, tx, scale), new(rxId, scope, rx, scale)]);
        }
    }

    private void Ecc(string metric, int kind)
    {
        if (_offer.Judge(_device, metric, EccRead.Ask(_api, _target.Handle, kind, out _)))
        {
            int channel = _offer.Add(Channel.Counter(_device, metric, MetricUnit.Count));
            _offer.Add(new EccRead(_api, kind, _target, s_slow, channel));
        }
    }
}
