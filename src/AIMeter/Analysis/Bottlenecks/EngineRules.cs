namespace AIMetering.Analysis.Bottlenecks;

/// <summary>The GPU's own limits: arithmetic and memory bandwidth.</summary>
internal static class EngineRules
{
    /// <summary>SMs active, in percent: "0.8 or greater is necessary, but not sufficient, for effective use of the GPU" (NVIDIA, DCGM User Guide, profiling metrics).</summary>
    public const double SmActive = 80;

    /// <summary>
    /// A pipe or the memory, in percent of its peak, from which it is the limit: below 60 % Nsight Compute's Speed Of Light rule speaks
    /// of latency instead. About 80 % is the practical most of memory (NVIDIA, DCGM User Guide), so 60 % is three quarters of what can be had.
    /// </summary>
    public const double OfPeak = 60;

    /// <summary>The share of the time under load in which that must hold: most of it.</summary>
    public const double MostOfTheTime = 0.5;

    private const string Profile = "Profile the GPU: ProfileGpus() on Hopper and newer, ProfileGpusWithDcgm() with a DCGM host engine on Volta and newer.";

    private static readonly string[] Pipes = ["tensor_active", "fp16_active", "fp32_active", "fp64_active", "integer_active"];

    public static BottleneckAnswer Compute(Scene scene)
    {
        string id = scene.Device.Id;
        (string Name, Tally Seen)[] pipes = [.. Pipes
            .Select(pipe => (Name: pipe, Seen: scene.Seen(pipe, scene.Loaded, value => value >= OfPeak)))
            .Where(pipe => pipe.Seen is not null).Select(pipe => (pipe.Name, pipe.Seen!.Value))];
        if (scene.Seen("sm_active", scene.Loaded, value => value >= SmActive) is not { } active || pipes.Length == 0)
        {
            return scene.Unknown(Bottleneck.Compute, $"{id}.sm_active and the activity of the pipes ({id}.tensor_active and others)", Profile, Coarse(scene));
        }

        (string name, Tally busiest) = pipes.MaxBy(pipe => pipe.Seen.Mean);
        double share = Math.Min(active.Share, busiest.Share);
        return scene.Told(
            Bottleneck.Compute, share >= MostOfTheTime, share, scene.Loaded,
            "The arithmetic units are well used: fewer operations or a lower precision is what is left.",
            [
                new($"{id}.sm_active", "mean under load", active.Mean, "%", SmActive),
                new($"{id}.{name}", "mean under load, the busiest pipe", busiest.Mean, "%", OfPeak),
            ]);
    }

    public static BottleneckAnswer Memory(Scene scene)
    {
        string id = scene.Device.Id;
        const string Remedy = "Fewer bytes for each result help: fused kernels, larger batches, quantised weights or caches.";
        if (scene.Seen("dram_active", scene.Loaded, value => value >= OfPeak) is { } dram)
        {
            return scene.Told(
                Bottleneck.MemoryBandwidth, dram.Share >= MostOfTheTime, dram.Share, scene.Loaded, Remedy,
                [new($"{id}.dram_active", "mean under load", dram.Mean, "%", OfPeak)]);
        }

        // The share of time in which memory was touched at all is never less than the share of its bandwidth in use.
        if (scene.Seen("memory_controller_utilization", scene.Loaded, value => value >= OfPeak) is not { } touched || touched.Share >= MostOfTheTime)
        {
            return scene.Unknown(Bottleneck.MemoryBandwidth, $"{id}.dram_active", Profile, Coarse(scene));
        }

        return scene.Told(Bottleneck.MemoryBandwidth, false, touched.Share, scene.Loaded, Remedy, [Controller(id, touched)]);
    }

    // What there is without profiling, for the reader: too coarse for a verdict.
    private static Evidence[] Coarse(Scene scene) =>
    [
        .. scene.Seen("utilization", scene.Loaded) is { } busy
            ? new[] { new Evidence($"{scene.Device.Id}.utilization", "mean under load: time with a kernel, not how well it used the GPU", busy.Mean, "%") } : [],
        .. scene.Seen("memory_controller_utilization", scene.Loaded) is { } touched ? new[] { Controller(scene.Device.Id, touched) } : [],
    ];

    private static Evidence Controller(string id, Tally touched) =>
        new($"{id}.memory_controller_utilization", "mean under load: time with any memory traffic, at least the share of the bandwidth", touched.Mean, "%", OfPeak);
}
