namespace AIMetering.Sources.Nvml;

/// <summary>What a return code means for the one who asked.</summary>
internal enum NvmlOutcome
{
    /// <summary>The answer is valid.</summary>
    Answered,

    /// <summary>There is nothing (new) to tell.</summary>
    Empty,

    /// <summary>Not this time; the next may work.</summary>
    Transient,

    /// <summary>Never, for this device and metric.</summary>
    Unsupported,

    /// <summary>The whole device is out until it is reset.</summary>
    DeviceLost,

    /// <summary>NVML as a whole gives no answers.</summary>
    BackendGone,
}

/// <summary>Translates each return code once: into an outcome, a reason and a remedy. All texts are constants.</summary>
internal static class NvmlVerdict
{
    public static NvmlOutcome Outcome(NvmlReturn code) => code switch
    {
        NvmlReturn.Success => NvmlOutcome.Answered,
        NvmlReturn.NotFound or NvmlReturn.NoData => NvmlOutcome.Empty,
        NvmlReturn.InvalidArgument or NvmlReturn.NotSupported or NvmlReturn.NoPermission or NvmlReturn.FunctionNotFound
            or NvmlReturn.CorruptedInforom or NvmlReturn.VgpuEccNotSupported or NvmlReturn.FrequencyNotSupported
            or NvmlReturn.ArgumentVersionMismatch or NvmlReturn.Deprecated or NvmlReturn.ResetTypeNotSupported
            or NvmlReturn.AlreadyInitialized => NvmlOutcome.Unsupported,
        NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired or NvmlReturn.InsufficientPower or NvmlReturn.IrqIssue =>
            NvmlOutcome.DeviceLost,
        NvmlReturn.Uninitialized or NvmlReturn.DriverNotLoaded or NvmlReturn.LibraryNotFound
            or NvmlReturn.LibRmVersionMismatch or NvmlReturn.GpuNotFound => NvmlOutcome.BackendGone,
        _ => NvmlOutcome.Transient,
    };

    public static string Reason(NvmlReturn code) => code switch
    {
        NvmlReturn.Success => "answered",
        NvmlReturn.Uninitialized => "NVML was shut down by another part of the process",
        NvmlReturn.InvalidArgument => "this driver does not know the query",
        NvmlReturn.NotSupported => "this GPU does not offer it",
        NvmlReturn.NoPermission => "the driver refuses it to this user",
        NvmlReturn.AlreadyInitialized => "NVML was initialized already",
        NvmlReturn.NotFound => "the driver has no entry for it",
        NvmlReturn.InsufficientSize => "the answer outgrew its buffer",
        NvmlReturn.InsufficientPower => "the GPU's power cables are not attached properly",
        NvmlReturn.DriverNotLoaded => "the NVIDIA driver is not loaded",
        NvmlReturn.Timeout => "the driver did not answer in time",
        NvmlReturn.IrqIssue => "the kernel reports an interrupt problem with the GPU",
        NvmlReturn.LibraryNotFound => "a library that NVML needs is missing",
        NvmlReturn.FunctionNotFound => "this driver is too old (or too new) to have the query",
        NvmlReturn.CorruptedInforom => "the GPU's info ROM is corrupted",
        NvmlReturn.GpuIsLost => "the GPU is lost: it fell off the bus or became unreachable",
        NvmlReturn.ResetRequired => "the GPU needs a reset before it can be used again",
        NvmlReturn.OperatingSystem => "the operating system blocks the driver",
        NvmlReturn.LibRmVersionMismatch => "the driver library and the kernel module have different versions",
        NvmlReturn.InUse => "the GPU is in use by somebody else",
        NvmlReturn.Memory => "the driver ran out of memory",
        NvmlReturn.NoData => "the driver has no data yet",
        NvmlReturn.VgpuEccNotSupported => "ECC is not available with the vGPU enabled",
        NvmlReturn.InsufficientResources => "the driver lacks a resource at the moment",
        NvmlReturn.FrequencyNotSupported => "the clock is not supported",
        NvmlReturn.ArgumentVersionMismatch => "this driver does not know this version of the query",
        NvmlReturn.Deprecated => "this driver has dropped the query",
        NvmlReturn.NotReady => "the GPU is not ready",
        NvmlReturn.GpuNotFound => "the driver finds no GPU",
        NvmlReturn.InvalidState => "the GPU is in a state that does not allow it",
        NvmlReturn.ResetTypeNotSupported => "this kind of reset is not supported",
        NvmlReturn.Unknown => "the driver reported an internal error (NVML unknown error)",
        _ => "the driver answered with a code that is not in its header",
    };

    public static string? Remedy(NvmlReturn code) => code switch
    {
        NvmlReturn.NoPermission =>
            "Run as a user who may use the device nodes /dev/nvidia*, or as root; in containers give the driver capability 'utility'.",
        NvmlReturn.DriverNotLoaded => "Load the driver: sudo modprobe nvidia",
        NvmlReturn.LibRmVersionMismatch => "The driver was upgraded under a running kernel module: reboot, or reload the nvidia modules.",
        NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired => "Reset the GPU (sudo nvidia-smi --gpu-reset) or reboot the machine.",
        NvmlReturn.InsufficientPower => "Attach all power cables of the GPU.",
        NvmlReturn.FunctionNotFound or NvmlReturn.ArgumentVersionMismatch => "Install a newer NVIDIA driver.",
        _ => null,
    };
}
