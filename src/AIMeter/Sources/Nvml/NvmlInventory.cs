using System.Globalization;
using System.Text;

namespace AIMetering.Sources.Nvml;

/// <summary>The GPUs that NVML lets this process open, and a sentence for each that it does not.</summary>
internal sealed unsafe class NvmlInventory
{
    private readonly NvmlApi _api;
    private readonly List<GpuIdentity> _gpus = [];
    private readonly List<string> _skipped = [];

    private NvmlInventory(NvmlApi api) => _api = api;

    public IReadOnlyList<GpuIdentity> Gpus => _gpus;

    /// <summary>Gets what was left out, and why.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    public string? DriverVersion { get; private init; }

    public static NvmlInventory Take(NvmlApi api)
    {
        NvmlInventory inventory = new(api) { DriverVersion = NvmlCall.Text(api.DriverVersion) };
        uint count = 0;
        NvmlReturn code = api.Count == null ? NvmlReturn.FunctionNotFound : api.Count(&count);
        if (code != NvmlReturn.Success)
        {
            inventory._skipped.Add($"NVML cannot count its GPUs: {NvmlVerdict.Reason(code)}");
        }

        for (uint index = 0; index < count; index++)
        {
            inventory.Add(index);
        }

        return inventory;
    }

    /// <summary>The handle of a GPU by its UUID, after a reset made the old handle void; 0 when it is not back.</summary>
    public static nint Find(NvmlApi api, string uuid)
    {
        nint handle = 0;
        byte[] text = Encoding.UTF8.GetBytes(uuid + '\0');
        fixed (byte* start = text)
        {
            return api.HandleByUuid != null && api.HandleByUuid(start, &handle) == NvmlReturn.Success ? handle : 0;
        }
    }

    private void Add(uint index)
    {
        nint handle = 0;
        NvmlReturn code = _api.HandleByIndex == null ? NvmlReturn.FunctionNotFound : _api.HandleByIndex(index, &handle);
        if (code != NvmlReturn.Success)
        {
            _skipped.Add(string.Create(CultureInfo.InvariantCulture, $"GPU {index} is left out: {NvmlVerdict.Reason(code)}"));
            return;
        }

        _gpus.Add(Identify((int)index, handle));
    }

    private GpuIdentity Identify(int index, nint handle)
    {
        int major = 0, minor = 0;
        bool capable = _api.ComputeCapability != null && _api.ComputeCapability(handle, &major, &minor) == NvmlReturn.Success;
        uint current = 0, pending = 0;
        bool mig = _api.MigMode != null && _api.MigMode(handle, &current, &pending) == NvmlReturn.Success && current == 1;
        string name = NvmlCall.Text(_api.Name, handle) ?? "NVIDIA GPU";
        string fallback = string.Create(CultureInfo.InvariantCulture, $"GPU-index-{index}");
        return new GpuIdentity(index, handle, NvmlCall.Text(_api.Uuid, handle) ?? fallback, name, BusId(handle))
        {
            Architecture = Architecture(handle),
            ComputeCapability = capable ? (10 * major) + minor : 0,
            IsPartitioned = mig,
            Slices = mig ? SlicesOf(handle) : [],
        };
    }

    private uint? Architecture(nint handle) =>
        NvmlCall.Get(_api.Architecture, handle, out uint value) == NvmlReturn.Success && value != uint.MaxValue ? value : null;

    private string BusId(nint handle)
    {
        NvmlPciInfo info = default;
        return NvmlCall.Fill(_api.PciInfo, handle, ref info) == NvmlReturn.Success ? NvmlCall.Utf8(info.BusId, 32) : "";
    }

    private List<GpuSlice> SlicesOf(nint parent)
    {
        List<GpuSlice> slices = [];
        if (NvmlCall.Get(_api.MaxMigDeviceCount, parent, out uint most) != NvmlReturn.Success || _api.MigDeviceHandleByIndex == null)
        {
            return slices;
        }

        for (uint index = 0; index < most; index++)
        {
            nint handle = 0;
            if (_api.MigDeviceHandleByIndex(parent, index, &handle) == NvmlReturn.Success) // not found is a gap, not the end
            {
                slices.Add(Slice((int)index, handle, (int)most));
            }
        }

        return slices;
    }

    private GpuSlice Slice(int index, nint handle, int parentSlices)
    {
        NvmlDeviceAttributes attributes = default;
        bool sized = NvmlCall.Fill(_api.Attributes, handle, ref attributes) == NvmlReturn.Success;
        string uuid = NvmlCall.Text(_api.Uuid, handle) ?? string.Create(CultureInfo.InvariantCulture, $"MIG-index-{index}");
        string name = NvmlCall.Text(_api.Name, handle) ?? "MIG slice";
        return new GpuSlice(index, handle, uuid, name, sized ? (int)attributes.ComputeInstanceSliceCount : 0, parentSlices);
    }
}
