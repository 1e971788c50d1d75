using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>Finds out how a GPU tells its energy and power: the counter first, then instant power, then averaged power.</summary>
internal sealed unsafe class EnergyProber(
    NvmlApi api, GpuIdentity gpu, Device device, GpuTarget target, GpuChannels offer, IReadOnlyList<(GpuSlice Slice, Device Device)> slices)
{
    /// <summary>A GPU draws more than this even asleep, and less than that with all its neighbours: else the sensor is not real.</summary>
    private const double LeastMilliwatts = 1_000, MostMilliwatts = 3_000_000;

    private const int Attempts = 3;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly GpuSensors _sensors = GpuSensors.Of(gpu);
    private readonly List<GpuField> _fields = [];
    private readonly double? _limit = NvmlCall.Get(api.EnforcedPowerLimit, target.Handle, out uint mw) == NvmlReturn.Success && mw > 0
        ? mw / 1e3
        : null;

    /// <summary>Adds the channels and reads.</summary>
    public void Offer()
    {
        bool counted = OfferCounter();
        OfferPower(accountsEnergy: !counted);
        OfferModule();
        OfferMemoryPower();
        if (_fields.Count > 0)
        {
            offer.Add(new FieldRead(api, target, TimeSpan.Zero, [.. _fields]) { IsEnergy = true });
        }
    }

    private bool OfferCounter()
    {
        if (Field(GpuField.Energy, GpuField.ScopeGpu, out double count) == NvmlReturn.Success && count > 0)
        {
            offer.Judge(device, "energy", NvmlReturn.Success);
            _fields.AddRange(CounterChannels().Select(channel => new GpuField(GpuField.Energy, GpuField.ScopeGpu, channel, 1)));
            return true;
        }

        NvmlReturn code = NvmlCall.Get(api.TotalEnergy, target.Handle, out ulong millijoules);
        bool stands = code == NvmlReturn.Success && millijoules == 0;
        string reason = stands
            ? "the energy counter stands at zero, as on many virtual GPUs"
            : "the GPU keeps no energy counter (older than Volta, or a virtual GPU)";
        bool offered = offer.Judge(device, "energy", stands ? NvmlReturn.NotSupported : code, reason);
        if (offered)
        {
            offer.Add(new CounterRead(api, target, CounterChannels()) { IsEnergy = true });
        }

        return offered;
    }

    private int[] CounterChannels()
    {
        List<int> channels = [offer.Add(Channel.EnergyCounter(device, _sensors.Counter(_limit)))];
        foreach ((GpuSlice slice, Device part) in slices)
        {
            if (slice.Share is { } share)
            {
                channels.Add(offer.Add(Channel.EnergyCounter(part, Attributed(share))));
            }
        }

        return [.. channels];
    }

    /// <summary>A slice's part of its GPU's counter, by compute slices: a rule, not a measurement.</summary>
    /// <remarks>What a slice really drew can be anything from nothing to all that its GPU drew.</remarks>
    private SensorTraits Attributed(double share)
    {
        SensorTraits whole = _sensors.Counter(_limit);
        return whole with
        {
            JoulesPerCount = 1e-3 * share,
            GainError = Math.Max(1, (1 / (share * (1 - whole.GainError))) - 1),
            Method = MeasurementMethod.Attributed,
        };
    }

    private void OfferPower(bool accountsEnergy)
    {
        NvmlReturn usage = NvmlCall.Get(api.PowerUsage, target.Handle, out uint milliwatts);
        usage = usage == NvmlReturn.Success && !IsPlausible(milliwatts) ? NvmlReturn.NotSupported : usage;
        if (Plausible(GpuField.PowerInstant, GpuField.ScopeGpu) == NvmlReturn.Success)
        {
            offer.Judge(device, "power", NvmlReturn.Success);
            Add(GpuField.PowerInstant, GpuField.ScopeGpu, Power("power", _sensors.InstantWindow, accountsEnergy), 1e-3);
            OfferAverage(usage);
        }
        else if (offer.Judge(device, "power", usage, "the GPU has no power sensor that the driver shows"))
        {
            int channel = offer.Add(Power("power", _sensors.UsageWindow, accountsEnergy));
            offer.Add(new NumberRead(api.PowerUsage, target, TimeSpan.Zero, channel, 1e-3) { IsEnergy = true });
        }
    }

    private void OfferAverage(NvmlReturn usage)
    {
        if (Plausible(GpuField.PowerAverage, GpuField.ScopeGpu) == NvmlReturn.Success)
        {
            offer.Judge(device, "power_average", NvmlReturn.Success);
            Add(GpuField.PowerAverage, GpuField.ScopeGpu, Power("power_average", s_second, false), 1e-3);
        }
        else if (offer.Judge(device, "power_average", _sensors.UsageIsAveraged ? usage : NvmlReturn.NotSupported))
        {
            int channel = offer.Add(Power("power_average", s_second, false));
            offer.Add(new NumberRead(api.PowerUsage, target, TimeSpan.Zero, channel, 1e-3) { IsEnergy = true });
        }
    }

    /// <summary>The module around the GPU (Grace Hopper and its kin): a series of its own that contains the GPU, never added.</summary>
    private void OfferModule()
    {
        Device module = new($"{device.Id}-module", DeviceKind.Platform, $"Module of {device.Id}")
        {
            ExclusionReason = $"it contains {device.Id} and the CPU beside it",
        };
        bool counted = Field(GpuField.Energy, GpuField.ScopeModule, out double count) == NvmlReturn.Success && count > 0;
        if (offer.Judge(module, "energy", counted ? NvmlReturn.Success : NvmlReturn.NotSupported))
        {
            Add(GpuField.Energy, GpuField.ScopeModule, Channel.EnergyCounter(module, _sensors.Counter(null)), 1);
        }

        if (offer.Judge(module, "power", Plausible(GpuField.PowerInstant, GpuField.ScopeModule)))
        {
            Channel power = Channel.Power(module, _sensors.Power(_sensors.InstantWindow, null), accountsEnergy: !counted);
            Add(GpuField.PowerInstant, GpuField.ScopeModule, power, 1e-3);
        }
    }

    /// <summary>The GPU's memory, as a breakdown of the GPU's power.</summary>
    private void OfferMemoryPower()
    {
        Device memory = new($"{device.Id}-memory", DeviceKind.Part, $"Memory of {device.Id}")
        {
            PartOf = device.Id,
            ExclusionReason = $"its energy is a part of {device.Id}",
        };
        if (offer.Judge(memory, "power", Plausible(GpuField.PowerAverage, GpuField.ScopeMemory)))
        {
            Add(GpuField.PowerAverage, GpuField.ScopeMemory, Channel.Power(memory, _sensors.Power(s_second, null)), 1e-3);
        }
    }

    private void Add(uint id, uint scope, Channel channel, double scale) => _fields.Add(new GpuField(id, scope, offer.Add(channel), scale));

    private Channel Power(string metric, TimeSpan? window, bool accountsEnergy) =>
        Channel.Power(device, _sensors.Power(window, _limit), metric, accountsEnergy);

    private NvmlReturn Plausible(uint id, uint scope)
    {
        NvmlReturn code = Field(id, scope, out double milliwatts);
        return code != NvmlReturn.Success || IsPlausible(milliwatts) ? code : NvmlReturn.NotSupported;
    }

    /// <summary>Asks for a field; a driver that stumbles is asked again, since the choice of counter is made once.</summary>
    private NvmlReturn Field(uint id, uint scope, out double value)
    {
        NvmlReturn code = FieldRead.Ask(api, target.Handle, id, scope, out value);
        for (int attempt = 1; attempt < Attempts && NvmlVerdict.Outcome(code) == NvmlOutcome.Transient; attempt++)
        {
            code = FieldRead.Ask(api, target.Handle, id, scope, out value);
        }

        return code;
    }

    private static bool IsPlausible(double milliwatts) => milliwatts is > LeastMilliwatts and < MostMilliwatts;
}
