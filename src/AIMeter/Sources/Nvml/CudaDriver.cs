using System.Globalization;
using System.Runtime.InteropServices;

namespace AIMetering.Sources.Nvml;

/// <summary>The CUDA driver library, where the measured program has loaded it already. It is never loaded by the meter.</summary>
/// <remarks>
/// GPU work is asynchronous: a phase that ends before the queue is drained would hand its energy to the next one. Draining
/// waits for the work of this process on every GPU it has a primary context on.
/// </remarks>
internal sealed unsafe class CudaDriver
{
    private const int Success = 0;
    private const int UuidBytes = 16;

    private readonly delegate* unmanaged<int*, int> _deviceCount;
    private readonly delegate* unmanaged<int*, int, int> _deviceGet;
    private readonly delegate* unmanaged<byte*, int, int> _deviceUuid;
    private readonly delegate* unmanaged<nint*, int> _currentContext;
    private readonly delegate* unmanaged<int> _synchronize;
    private readonly delegate* unmanaged<int, uint*, int*, int> _primaryState;
    private readonly delegate* unmanaged<nint*, int, int> _primaryRetain;
    private readonly delegate* unmanaged<int, int> _primaryRelease;
    private readonly delegate* unmanaged<nint, int> _push;
    private readonly delegate* unmanaged<nint*, int> _pop;

    private CudaDriver(nint library)
    {
        _deviceCount = (delegate* unmanaged<int*, int>)Find(library, "cuDeviceGetCount");
        _deviceGet = (delegate* unmanaged<int*, int, int>)Find(library, "cuDeviceGet");
        _deviceUuid = (delegate* unmanaged<byte*, int, int>)Find(library, "cuDeviceGetUuid_v2", "cuDeviceGetUuid");
        _currentContext = (delegate* unmanaged<nint*, int>)Find(library, "cuCtxGetCurrent");
        _synchronize = (delegate* unmanaged<int>)Find(library, "cuCtxSynchronize");
        _primaryState = (delegate* unmanaged<int, uint*, int*, int>)Find(library, "cuDevicePrimaryCtxGetState");
        _primaryRetain = (delegate* unmanaged<nint*, int, int>)Find(library, "cuDevicePrimaryCtxRetain");
        _primaryRelease = (delegate* unmanaged<int, int>)Find(library, "cuDevicePrimaryCtxRelease_v2");
        _push = (delegate* unmanaged<nint, int>)Find(library, "cuCtxPushCurrent_v2");
        _pop = (delegate* unmanaged<nint*, int>)Find(library, "cuCtxPopCurrent_v2");
    }

    private bool CanDrainPrimaries =>
        _synchronize != null && _deviceCount != null && _deviceGet != null && _primaryState != null && _primaryRetain != null && _primaryRelease != null
        && _push != null && _pop != null;

    /// <summary>Finds the library in this process.</summary>
    /// <returns>Null when the program has not loaded CUDA (yet).</returns>
    public static CudaDriver? TryFindLoaded() =>
        LoadedLibrary.Path("libcuda.so", "nvcuda.dll") is { } path && NativeLibrary.TryLoad(path, out nint library)
            ? new CudaDriver(library)
            : null;

    /// <summary>Waits until the GPUs have done all work that this process gave them.</summary>
    /// <returns>Whether anything was waited for: false without a context, or when CUDA reports an error.</returns>
    public bool Drain()
    {
        nint context = 0;
        bool drained = _currentContext != null && _synchronize != null && _currentContext(&context) == Success && context != 0
            && _synchronize() == Success;
        return CanDrainPrimaries ? DrainPrimaries() || drained : drained;
    }

    /// <summary>The UUIDs of the devices that CUDA shows this process, in CUDA's order.</summary>
    /// <returns>Null when CUDA has not been initialized by the program: the meter does not do that for it.</returns>
    public IReadOnlyList<string>? DeviceUuids()
    {
        int count = 0;
        if (_deviceCount == null || _deviceGet == null || _deviceUuid == null || _deviceCount(&count) != Success)
        {
            return null;
        }

        List<string> uuids = [];
        byte* uuid = stackalloc byte[UuidBytes];
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            int device = 0;
            if (_deviceGet(&device, ordinal) != Success || _deviceUuid(uuid, device) != Success)
            {
                return null;
            }

            uuids.Add(Format(new ReadOnlySpan<byte>(uuid, UuidBytes)));
        }

        return uuids;
    }

    private bool DrainPrimaries()
    {
        int count = 0;
        bool drained = false;
        for (int ordinal = 0; _deviceCount(&count) == Success && ordinal < count; ordinal++)
        {
            int device = 0, active = 0;
            uint flags = 0;
            bool used = _deviceGet(&device, ordinal) == Success && _primaryState(device, &flags, &active) == Success && active != 0;
            drained |= used && DrainPrimary(device);
        }

        return drained;
    }

    private bool DrainPrimary(int device)
    {
        nint context = 0, popped = 0;
        if (_primaryRetain(&context, device) != Success)
        {
            return false;
        }

        bool drained = _push(context) == Success;
        if (drained)
        {
            drained = _synchronize() == Success;
            _pop(&popped);
        }

        _primaryRelease(device);
        return drained;
    }

    private static string Format(ReadOnlySpan<byte> uuid)
    {
        string hex = Convert.ToHexStringLower(uuid);
        return string.Create(CultureInfo.InvariantCulture, $"GPU-{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}");
    }

    private static nint Find(nint library, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryGetExport(library, name, out nint address))
            {
                return address;
            }
        }

        return 0;
    }
}
