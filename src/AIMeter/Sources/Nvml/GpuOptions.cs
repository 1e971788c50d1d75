namespace AIMetering.Sources.Nvml;

/// <summary>Where the profiling counters of a GPU (SM, tensor, memory activity) come from.</summary>
internal enum GpuProfiling
{
    /// <summary>They are not read. Profiling keeps the GPU's monitoring unit awake and costs power, so it is opt-in.</summary>
    Off,

    /// <summary>From NVML itself (GPM), on Hopper and newer.</summary>
    Nvml,

    /// <summary>From a DCGM host engine that runs beside the program, on Volta and newer; NVML is not asked for them.</summary>
    Dcgm,
}

/// <summary>What a user may choose about GPUs.</summary>
internal sealed record GpuOptions
{
    /// <summary>Gets the GPUs to measure: indexes, UUIDs or unique prefixes of them, PCI bus ids, separated by commas.</summary>
    /// <value>Null follows CUDA_VISIBLE_DEVICES, as the measured program does.</value>
    public string? Select { get; init; }

    /// <summary>Gets where profiling counters come from. The default is off.</summary>
    public GpuProfiling Profiling { get; init; }

    /// <summary>Gets whether to look at the processes on each GPU. The default is true.</summary>
    public bool Processes { get; init; } = true;

    /// <summary>Gets where NVML is looked for, in order.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = NvmlLibrary.DefaultCandidates;

    /// <summary>Gets how an environment variable is read.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Gets how CUDA is asked for the UUIDs of the devices it shows this process; null when it cannot be asked.</summary>
    public Func<IReadOnlyList<string>?> CudaDevices { get; init; } = static () => CudaDriver.TryFindLoaded()?.DeviceUuids();

    /// <summary>Gets how long the driver may keep a GPU's answer before the others are read without waiting for it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(250);
}
