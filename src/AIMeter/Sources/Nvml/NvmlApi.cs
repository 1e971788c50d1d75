using System.Runtime.InteropServices;

namespace AIMetering.Sources.Nvml;

/// <summary>The functions of NVML, found by name in the loaded library; one that is missing is a null pointer.</summary>
/// <remarks>
/// Drivers differ by a decade: new ones drop old names and old ones lack new names, so each function is looked for under all
/// of its names and a missing one answers <see cref="NvmlReturn.FunctionNotFound"/> instead of failing the load. Where the
/// header maps a name to a versioned symbol, the versioned one is bound: the bare symbol is the old binary interface.
/// </remarks>
internal sealed unsafe class NvmlApi
{
    public readonly delegate* unmanaged<NvmlReturn> Init;
    public readonly delegate* unmanaged<NvmlReturn> Shutdown;
    public readonly delegate* unmanaged<byte*, uint, NvmlReturn> DriverVersion;
    public readonly delegate* unmanaged<uint*, NvmlReturn> Count;
    public readonly delegate* unmanaged<uint, nint*, NvmlReturn> HandleByIndex;
    public readonly delegate* unmanaged<byte*, nint*, NvmlReturn> HandleByUuid;
    public readonly delegate* unmanaged<nint, byte*, uint, NvmlReturn> Uuid;
    public readonly delegate* unmanaged<nint, byte*, uint, NvmlReturn> Name;
    public readonly delegate* unmanaged<nint, NvmlPciInfo*, NvmlReturn> PciInfo;
    public readonly delegate* unmanaged<nint, uint*, NvmlReturn> Architecture;
    public readonly delegate* unmanaged<nint, int*, int*, NvmlReturn> ComputeCapability;

    public readonly delegate* unmanaged<nint, uint*, uint*, NvmlReturn> MigMode;
    public readonly delegate* unmanaged<nint, uint*, NvmlReturn> MaxMigDeviceCount;
    public readonly delegate* unmanaged<nint, uint, nint*, NvmlReturn> MigDeviceHandleByIndex;
    public readonly delegate* unmanaged<nint, NvmlDeviceAttributes*, NvmlReturn> Attributes;

    public readonly delegate* unmanaged<nint, ulong*, NvmlReturn> TotalEnergy;
    public readonly delegate* unmanaged<nint, uint*, NvmlReturn> PowerUsage;
    public readonly delegate* unmanaged<nint, uint*, NvmlReturn> EnforcedPowerLimit;
    public readonly delegate* unmanaged<nint, int, NvmlFieldValue*, NvmlReturn> FieldValues;
    public readonly delegate* unmanaged<nint, NvmlUtilization*, NvmlReturn> UtilizationRates;
    public readonly delegate* unmanaged<nint, NvmlMemory*, NvmlReturn> MemoryInfo;
    public readonly delegate* unmanaged<nint, NvmlMemory2*, NvmlReturn> MemoryInfo2;
    public readonly delegate* unmanaged<nint, NvmlTemperature1*, NvmlReturn> TemperatureV;
    public readonly delegate* unmanaged<nint, uint, uint*, NvmlReturn> Temperature;
    public readonly delegate* unmanaged<nint, uint, uint*, NvmlReturn> FanSpeed;
    public readonly delegate* unmanaged<nint, uint, uint*, NvmlReturn> ClockInfo;
    public readonly delegate* unmanaged<nint, uint, uint*, NvmlReturn> MaxClockInfo;
    public readonly delegate* unmanaged<nint, ulong*, NvmlReturn> ClockEventReasons;
    public readonly delegate* unmanaged<nint, uint*, NvmlReturn> PerformanceState;
    public readonly delegate* unmanaged<nint, uint*, NvmlReturn> PcieGeneration;
    public readonly delegate* unmanaged<nint, uint*, NvmlReturn> PcieWidth;
    public readonly delegate* unmanaged<nint, int, int, ulong*, NvmlReturn> TotalEccErrors;

    public readonly delegate* unmanaged<nint, uint*, void*, NvmlReturn> ComputeProcesses;
    public readonly delegate* unmanaged<nint, uint*, void*, NvmlReturn> GraphicsProcesses;
    public readonly delegate* unmanaged<nint, NvmlProcessUtilization*, uint*, ulong, NvmlReturn> ProcessUtilization;

    public readonly delegate* unmanaged<nint, NvmlGpmSupport*, NvmlReturn> GpmSupport;
    public readonly delegate* unmanaged<nint*, NvmlReturn> GpmSampleAlloc;
    public readonly delegate* unmanaged<nint, NvmlReturn> GpmSampleFree;
    public readonly delegate* unmanaged<nint, nint, NvmlReturn> GpmSampleGet;
    public readonly delegate* unmanaged<NvmlGpmRequest*, NvmlReturn> GpmMetricsGet;

    private readonly nint _library;

    public NvmlApi(nint library)
    {
        _library = library;
        Init = (delegate* unmanaged<NvmlReturn>)Find("nvmlInit_v2");
        Shutdown = (delegate* unmanaged<NvmlReturn>)Find("nvmlShutdown");
        DriverVersion = (delegate* unmanaged<byte*, uint, NvmlReturn>)Find("nvmlSystemGetDriverVersion");
        Count = (delegate* unmanaged<uint*, NvmlReturn>)Find("nvmlDeviceGetCount_v2");
        HandleByIndex = (delegate* unmanaged<uint, nint*, NvmlReturn>)Find("nvmlDeviceGetHandleByIndex_v2");
        HandleByUuid = (delegate* unmanaged<byte*, nint*, NvmlReturn>)Find("nvmlDeviceGetHandleByUUID");
        Uuid = (delegate* unmanaged<nint, byte*, uint, NvmlReturn>)Find("nvmlDeviceGetUUID");
        Name = (delegate* unmanaged<nint, byte*, uint, NvmlReturn>)Find("nvmlDeviceGetName");
        PciInfo = (delegate* unmanaged<nint, NvmlPciInfo*, NvmlReturn>)Find("nvmlDeviceGetPciInfo_v3");
        Architecture = FindUInt("nvmlDeviceGetArchitecture");
        ComputeCapability = (delegate* unmanaged<nint, int*, int*, NvmlReturn>)Find("nvmlDeviceGetCudaComputeCapability");

        MigMode = (delegate* unmanaged<nint, uint*, uint*, NvmlReturn>)Find("nvmlDeviceGetMigMode");
        MaxMigDeviceCount = FindUInt("nvmlDeviceGetMaxMigDeviceCount");
        MigDeviceHandleByIndex = (delegate* unmanaged<nint, uint, nint*, NvmlReturn>)Find("nvmlDeviceGetMigDeviceHandleByIndex");
        Attributes = (delegate* unmanaged<nint, NvmlDeviceAttributes*, NvmlReturn>)Find("nvmlDeviceGetAttributes_v2");

        TotalEnergy = FindULong("nvmlDeviceGetTotalEnergyConsumption");
        PowerUsage = FindUInt("nvmlDeviceGetPowerUsage");
        EnforcedPowerLimit = FindUInt("nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceGetPowerManagementLimit");
        FieldValues = (delegate* unmanaged<nint, int, NvmlFieldValue*, NvmlReturn>)Find("nvmlDeviceGetFieldValues");
        UtilizationRates = (delegate* unmanaged<nint, NvmlUtilization*, NvmlReturn>)Find("nvmlDeviceGetUtilizationRates");
        MemoryInfo = (delegate* unmanaged<nint, NvmlMemory*, NvmlReturn>)Find("nvmlDeviceGetMemoryInfo");
        MemoryInfo2 = (delegate* unmanaged<nint, NvmlMemory2*, NvmlReturn>)Find("nvmlDeviceGetMemoryInfo_v2");
        TemperatureV = (delegate* unmanaged<nint, NvmlTemperature1*, NvmlReturn>)Find("nvmlDeviceGetTemperatureV");
        Temperature = FindSelected("nvmlDeviceGetTemperature");
        FanSpeed = FindSelected("nvmlDeviceGetFanSpeed_v2");
        ClockInfo = FindSelected("nvmlDeviceGetClockInfo");
        MaxClockInfo = FindSelected("nvmlDeviceGetMaxClockInfo");
        ClockEventReasons = FindULong("nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons");
        PerformanceState = FindUInt("nvmlDeviceGetPerformanceState", "nvmlDeviceGetPowerState");
        PcieGeneration = FindUInt("nvmlDeviceGetCurrPcieLinkGeneration");
        PcieWidth = FindUInt("nvmlDeviceGetCurrPcieLinkWidth");
        TotalEccErrors = (delegate* unmanaged<nint, int, int, ulong*, NvmlReturn>)Find("nvmlDeviceGetTotalEccErrors");

        // _v3 and _v2 share one element; _v3 also lists compute-capable processes of other kinds, so it comes first.
        ComputeProcesses = FindList("nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2");
        GraphicsProcesses = FindList("nvmlDeviceGetGraphicsRunningProcesses_v3", "nvmlDeviceGetGraphicsRunningProcesses_v2");
        ProcessUtilization = (delegate* unmanaged<nint, NvmlProcessUtilization*, uint*, ulong, NvmlReturn>)
            Find("nvmlDeviceGetProcessUtilization");

        GpmSupport = (delegate* unmanaged<nint, NvmlGpmSupport*, NvmlReturn>)Find("nvmlGpmQueryDeviceSupport");
        GpmSampleAlloc = (delegate* unmanaged<nint*, NvmlReturn>)Find("nvmlGpmSampleAlloc");
        GpmSampleFree = (delegate* unmanaged<nint, NvmlReturn>)Find("nvmlGpmSampleFree");
        GpmSampleGet = (delegate* unmanaged<nint, nint, NvmlReturn>)Find("nvmlGpmSampleGet");
        GpmMetricsGet = (delegate* unmanaged<NvmlGpmRequest*, NvmlReturn>)Find("nvmlGpmMetricsGet");
    }

    private void* Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryGetExport(_library, name, out nint address))
            {
                return (void*)address;
            }
        }

        return null;
    }

    private delegate* unmanaged<nint, uint*, NvmlReturn> FindUInt(params ReadOnlySpan<string> names) =>
        (delegate* unmanaged<nint, uint*, NvmlReturn>)Find(names);

    private delegate* unmanaged<nint, ulong*, NvmlReturn> FindULong(params ReadOnlySpan<string> names) =>
        (delegate* unmanaged<nint, ulong*, NvmlReturn>)Find(names);

    private delegate* unmanaged<nint, uint, uint*, NvmlReturn> FindSelected(string name) =>
        (delegate* unmanaged<nint, uint, uint*, NvmlReturn>)Find(name);

    private delegate* unmanaged<nint, uint*, void*, NvmlReturn> FindList(params ReadOnlySpan<string> names) =>
        (delegate* unmanaged<nint, uint*, void*, NvmlReturn>)Find(names);
}
