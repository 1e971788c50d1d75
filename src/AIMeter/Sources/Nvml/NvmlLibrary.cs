using System.Runtime.InteropServices;

namespace AIMetering.Sources.Nvml;

/// <summary>NVML, loaded and initialized once; disposing it takes the initialization back.</summary>
/// <remarks>
/// It stays initialized for the meter's whole life: without persistence mode the last client to leave unloads the GPU's state
/// and resets its counters. The library itself is never unloaded, since a call may still be inside it.
/// </remarks>
internal sealed unsafe class NvmlLibrary : SafeHandle
{
    private NvmlLibrary(nint library)
        : base(0, ownsHandle: true) => (Api, handle) = (new NvmlApi(library), library);

    public NvmlApi Api { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Gets where the library is looked for on this operating system, in order.</summary>
    public static IReadOnlyList<string> DefaultCandidates { get; } = OperatingSystem.IsWindows()
        ? ["nvml.dll", Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "NVIDIA Corporation", "NVSMI", "nvml.dll")]
        : ["libnvidia-ml.so.1", "libnvidia-ml.so", "/usr/lib/wsl/lib/libnvidia-ml.so.1"];

    /// <summary>Loads and initializes NVML.</summary>
    /// <param name="candidates">Names or paths to try, in order.</param>
    /// <param name="failure">The code that NVML (or its absence) gave; success when the result is not null.</param>
    /// <returns>Null when it is not there or does not start.</returns>
    public static NvmlLibrary? TryOpen(IEnumerable<string> candidates, out NvmlReturn failure)
    {
        failure = NvmlReturn.LibraryNotFound;
        foreach (string candidate in candidates)
        {
            if (!NativeLibrary.TryLoad(candidate, out nint library))
            {
                continue;
            }

            NvmlLibrary opened = new(library);
            failure = opened.Api.Init == null ? NvmlReturn.FunctionNotFound : opened.Api.Init();
            if (failure == NvmlReturn.Success)
            {
                return opened;
            }

            opened.SetHandleAsInvalid(); // nothing to take back
        }

        return null;
    }

    /// <summary>Initializes NVML again after another part of the process shut it down fully.</summary>
    public NvmlReturn Reopen() => Api.Init();

    protected override bool ReleaseHandle() => Api.Shutdown == null || Api.Shutdown() == NvmlReturn.Success;
}
