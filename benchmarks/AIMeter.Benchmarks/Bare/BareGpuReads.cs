using System.Diagnostics;
using AIMetering.Sources.Nvml;

namespace AIMetering.Benchmarks.Bare;

/// <summary>The native calls that the meter makes for an H100, written out by hand: the same functions at the same pace.</summary>
internal sealed unsafe class BareGpuReads
{
    private const int SamplesKept = 64;

    // Energy, instant and average power of the GPU.
    private static readonly (uint Id, uint Scope)[] EnergyFields = [(191, 0), (186, 0), (185, 0)];

    // Memory temperature, PCIe and NVLink counters.
    private static readonly (uint Id, uint Scope)[] FastFields = [(82, 0), (197, 0), (198, 0), (138, uint.MaxValue), (139, uint.MaxValue)];

    // Time throttled by power and by heat.
    private static readonly (uint Id, uint Scope)[] SlowFields = [(74, 0), (75, 0)];

    private readonly NvmlApi _api;
    private readonly nint[] _devices;
    private readonly NvmlFieldValue[] _energy = Fields(EnergyFields), _fast = Fields(FastFields), _slow = Fields(SlowFields);
    private readonly NvmlProcessUtilization[] _shares = GC.AllocateArray<NvmlProcessUtilization>(SamplesKept, pinned: true);
    private readonly NvmlProcessInfo[] _processes = GC.AllocateArray<NvmlProcessInfo>(SamplesKept, pinned: true);
    private readonly ulong[] _lastSeen;
    private readonly double[] _values = new double[64];
    private int _next;
    private long _stamp;

    public BareGpuReads(NvmlApi api, int devices)
    {
        (_api, _devices, _lastSeen) = (api, new nint[devices], new ulong[devices]);
        for (uint index = 0; index < devices; index++)
        {
            nint device;
            _api.HandleByIndex(index, &device);
            _devices[index] = device;
        }
    }

    /// <summary>Reads all GPUs once.</summary>
    /// <param name="withFast">Whether to read what the meter reads ten times a second at most.</param>
    /// <param name="withSlow">Whether to read what the meter reads once a second at most.</param>
    public void Read(bool withFast, bool withSlow)
    {
        for (int index = 0; index < _devices.Length; index++)
        {
            _next = 0;
            Read(_devices[index], _energy);
            if (withFast)
            {
                ReadFast(index);
            }

            if (withSlow)
            {
                ReadSlow(_devices[index]);
            }
        }
    }

    private static NvmlFieldValue[] Fields((uint Id, uint Scope)[] fields)
    {
        NvmlFieldValue[] values = GC.AllocateArray<NvmlFieldValue>(fields.Length, pinned: true);
        for (int i = 0; i < fields.Length; i++)
        {
            values[i] = new NvmlFieldValue { FieldId = fields[i].Id, ScopeId = fields[i].Scope };
        }

        return values;
    }

    private void Read(nint device, NvmlFieldValue[] fields)
    {
        fixed (NvmlFieldValue* values = fields)
        {
            _api.FieldValues(device, fields.Length, values);
        }

        foreach (ref readonly NvmlFieldValue field in fields.AsSpan())
        {
            Keep(field.Value.ULong);
        }
    }

    private void ReadFast(int index)
    {
        nint device = _devices[index];
        NvmlUtilization use;
        _api.UtilizationRates(device, &use);
        Keep(use.Gpu);
        Keep(use.Memory);
        NvmlMemory2 memory = new() { Version = NvmlVersion.Memory2 };
        _api.MemoryInfo2(device, &memory);
        Keep(memory.Used);
        Number(_api.ClockInfo, device, 0);
        Number(_api.ClockInfo, device, 1);
        Number(_api.ClockInfo, device, 2);
        NvmlTemperature1 temperature = new() { Version = NvmlVersion.Temperature1 };
        _api.TemperatureV(device, &temperature);
        Keep(temperature.Temperature);
        Number(_api.PerformanceState, device);
        ulong reasons;
        _api.ClockEventReasons(device, &reasons);
        Keep(reasons);
        Number(_api.PcieGeneration, device);
        Number(_api.PcieWidth, device);
        ReadShare(index);
        Read(device, _fast);
    }

    private void ReadShare(int index)
    {
        uint count = SamplesKept;
        fixed (NvmlProcessUtilization* shares = _shares)
        {
            _api.ProcessUtilization(_devices[index], shares, &count, _lastSeen[index]);
        }

        for (int i = 0; i < count; i++)
        {
            _lastSeen[index] = Math.Max(_lastSeen[index], _shares[i].TimeStamp);
            Keep(_shares[i].SmUtil);
        }
    }

    private void ReadSlow(nint device)
    {
        Number(_api.ClockInfo, device, 3);
        Number(_api.MaxClockInfo, device, 0);
        Number(_api.MaxClockInfo, device, 1);
        Number(_api.MaxClockInfo, device, 2);
        Number(_api.EnforcedPowerLimit, device);
        ulong errors;
        _api.TotalEccErrors(device, 0, 0, &errors);
        Keep(errors);
        _api.TotalEccErrors(device, 1, 0, &errors);
        Keep(errors);
        fixed (NvmlProcessInfo* processes = _processes)
        {
            uint count = SamplesKept;
            _api.ComputeProcesses(device, &count, processes);
            Keep(count);
            count = SamplesKept;
            _api.GraphicsProcesses(device, &count, processes);
            Keep(count);
        }

        Read(device, _slow);
    }

    private void Number(delegate* unmanaged<nint, uint*, NvmlReturn> function, nint device)
    {
        uint value;
        function(device, &value);
        Keep(value);
    }

    private void Number(delegate* unmanaged<nint, uint, uint*, NvmlReturn> function, nint device, uint selector)
    {
        uint value;
        function(device, selector, &value);
        Keep(value);
    }

    private void Keep(double value)
    {
        _values[_next] = value;
        _next = (_next + 1) % _values.Length;
        _stamp = Stopwatch.GetTimestamp();
    }
}
