namespace AIMetering.Sources.Dcgm;

/// <summary>The return codes of DCGM (<c>dcgmReturn_t</c>) that a watcher of fields can meet.</summary>
internal enum DcgmReturn
{
    Ok = 0,
    BadParameter = -1,
    Generic = -3,
    Memory = -4,
    NotConfigured = -5,
    NotSupported = -6,
    InitError = -7,
    NvmlError = -8,
    Pending = -9,
    Uninitialized = -10,
    Timeout = -11,
    VersionMismatch = -12,
    UnknownField = -13,
    NoData = -14,
    StaleData = -15,
    NotWatched = -16,
    NoPermission = -17,
    GpuIsLost = -18,
    ResetRequired = -19,
    FunctionNotFound = -20,
    ConnectionNotValid = -21,
    GpuNotSupported = -22,
    LibraryNotFound = -25,
    DuplicateKey = -26,
    RequiresRoot = -29,
    ModuleNotLoaded = -33,
    InUse = -34,
    GroupIsEmpty = -35,
    ProfilingNotSupported = -36,
    ProfilingLibraryError = -37,
    ProfilingMultiPass = -38,
    InsufficientDriverVersion = -44,
    Paused = -54,
    NvmlNotLoaded = -56,
    NvmlDriverTimeout = -57,
    GpusDetached = -67,
}

/// <summary>Translates the codes into reasons and remedies; all texts are constants.</summary>
internal static class DcgmVerdict
{
    public static string Reason(DcgmReturn code) => code switch
    {
        DcgmReturn.NotSupported or DcgmReturn.GpuNotSupported => "this GPU does not offer it",
        DcgmReturn.Timeout => "the DCGM host engine did not answer in time",
        DcgmReturn.VersionMismatch => "the DCGM library and the host engine have different versions",
        DcgmReturn.NoData or DcgmReturn.StaleData or DcgmReturn.NotWatched or DcgmReturn.Pending => "the host engine has no value yet",
        DcgmReturn.NoPermission or DcgmReturn.RequiresRoot => "the host engine lacks the permission to profile",
        DcgmReturn.GpuIsLost or DcgmReturn.GpusDetached => "the GPU is lost",
        DcgmReturn.ResetRequired => "the GPU needs a reset",
        DcgmReturn.FunctionNotFound => "this DCGM library lacks the function",
        DcgmReturn.ConnectionNotValid => "there is no connection to a DCGM host engine",
        DcgmReturn.LibraryNotFound => "DCGM is not installed here (no libdcgm.so.4 or libdcgm.so.3)",
        DcgmReturn.DuplicateKey => "the host engine already has a field group of this name",
        DcgmReturn.InUse => "the profiling counters are in use by somebody else",
        DcgmReturn.ModuleNotLoaded or DcgmReturn.ProfilingNotSupported => "the host engine cannot profile these GPUs",
        DcgmReturn.ProfilingLibraryError => "the profiling counters are taken by another program (Nsight, CUPTI or a second host engine)",
        DcgmReturn.ProfilingMultiPass => "these GPUs cannot count all profiling metrics at once",
        DcgmReturn.Paused => "profiling is paused on the host engine",
        DcgmReturn.NvmlError or DcgmReturn.NvmlNotLoaded or DcgmReturn.InsufficientDriverVersion or DcgmReturn.NvmlDriverTimeout =>
            "the host engine cannot talk to the driver",
        _ => "the host engine reported an error",
    };

    public static string? Remedy(DcgmReturn code) => code switch
    {
        DcgmReturn.LibraryNotFound => "Install the package datacenter-gpu-manager of NVIDIA.",
        DcgmReturn.ConnectionNotValid or DcgmReturn.Timeout =>
            "Start the host engine (sudo systemctl start nvidia-dcgm) and give its address, host:5555 or a unix socket.",
        DcgmReturn.VersionMismatch => "Use the DCGM library and host engine of the same major version.",
        DcgmReturn.NoPermission or DcgmReturn.RequiresRoot =>
            "Run the host engine as root, or set the driver option NVreg_RestrictProfilingToAdminUsers=0.",
        DcgmReturn.ProfilingLibraryError or DcgmReturn.InUse => "End the other profiler, or pause this one while it runs.",
        _ => null,
    };
}
