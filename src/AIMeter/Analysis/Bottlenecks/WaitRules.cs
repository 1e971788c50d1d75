namespace AIMetering.Analysis.Bottlenecks;

/// <summary>A GPU that waits: gaps without work, and the host as their cause.</summary>
internal static class WaitRules
{
    /// <summary>GPU utilization, in percent, up to which the GPU does nothing; as in the detection of phases.</summary>
    public const double IdlePercent = 5;

    /// <summary>The share of the time between first and last load from which gaps are a bottleneck: AIMeter's own choice.</summary>
    public const double GapShare = 0.1;

    /// <summary>Mean GPU utilization, in percent, below which a busy host may be the cause: AIMeter's own choice.</summary>
    public const double Starved = 80;

    /// <summary>CPUs kept busy by this process: about one is a thread that never waits.</summary>
    public const double OneThread = 0.9;

    /// <summary>Busy share of all CPUs, in percent, from which the whole host is at its limit: AIMeter's own choice.</summary>
    public const double BusyHost = 90;

    /// <summary>Time without CPU because the container's quota was used up, in percent: AIMeter's own choice.</summary>
    public const double Throttled = 5;

    /// <summary>Time in which a task waited for a disk, in percent (the kernel's pressure stall information): AIMeter's own choice.</summary>
    public const double DiskPressure = 10;

    // Where the driver gives no utilization (MIG), profiling counters tell as much.
    private static readonly string[] Activity = ["utilization", "graphics_active", "sm_active"];

    private static readonly (string Series, double Threshold, double Scale, string Unit, string Meaning)[] HostSigns =
    [
        ("process.cpu_cores_used", OneThread, 1, "CPUs", "kept busy by this process"),
        ("host.cpu_utilization", BusyHost, 1, "%", "of all CPUs busy"),
        ("cgroup.cpu_throttled_time", Throttled, 100, "%", "of the time held back by the container's quota"),
        ("host.io_pressure", DiskPressure, 1, "%", "of the time a task waited for a disk"),
    ];

    /// <summary>The series that tells whether a device works; null when it has none.</summary>
    public static SeriesReport? ActivityOf(string device, IReadOnlyDictionary<string, SeriesReport> series) =>
        Activity.Select(metric => series.GetValueOrDefault($"{device}.{metric}")).FirstOrDefault(found => found is { Values.Length: > 0 });

    public static BottleneckAnswer Gaps(Scene scene)
    {
        if (Busy(scene, value => value <= IdlePercent) is not { } busy)
        {
            return scene.Unknown(Bottleneck.IdleGaps, $"{scene.Device.Id}.utilization", "With MIG the driver gives none: ProfileGpus() gives graphics_active.");
        }

        return scene.Told(
            Bottleneck.IdleGaps, busy.Seen.Share >= GapShare, busy.Seen.Share, scene.Whole,
            "Feed the GPU ahead: prefetch, queue work without waiting for each result, batch requests; or share it.",
            [
                new(busy.Name, $"reads at {IdlePercent} % or less between first and last load", 100 * busy.Seen.Share, "%", 100 * GapShare),
                new(busy.Name, "mean between first and last load", busy.Seen.Mean, "%"),
            ]);
    }

    public static BottleneckAnswer Host(Scene scene)
    {
        if (Busy(scene, value => value <= IdlePercent) is not { } busy)
        {
            return scene.Unknown(Bottleneck.Host, $"{scene.Device.Id}.utilization", "With MIG the driver gives none: ProfileGpus() gives graphics_active.");
        }

        // While the GPU waits is when its cause must show; a GPU that is only half used waits all the time.
        Spans waiting = busy.Seen.Share >= GapShare && scene.Idle.Seconds > 0 ? scene.Idle : scene.Whole;
        string when = waiting == scene.Idle ? "while the GPU was idle" : "between its first and last load";
        (Evidence Evidence, bool Exceeds)[] signs = [.. HostSigns
            .Select(sign => (Sign: sign, Seen: Scene.Enough(scene.Of(sign.Series), waiting))).Where(each => each.Seen is not null)
            .Select(each => (
                new Evidence(each.Sign.Series, $"{each.Sign.Meaning}, {when}", each.Seen!.Value.Mean * each.Sign.Scale, each.Sign.Unit, each.Sign.Threshold),
                each.Seen.Value.Mean * each.Sign.Scale >= each.Sign.Threshold))];
        Evidence utilization = new(busy.Name, "mean between first and last load", busy.Seen.Mean, "%", Starved);
        if (signs.Length == 0 && busy.Seen.Mean < Starved)
        {
            return scene.Unknown(Bottleneck.Host, "process.cpu_cores_used and host.cpu_utilization", "The sources proc and process give them without an option.", utilization);
        }

        return scene.Told(
            Bottleneck.Host, busy.Seen.Mean < Starved && signs.Any(sign => sign.Exceeds), 1 - (Math.Clamp(busy.Seen.Mean, 0, 100) / 100), scene.Whole,
            "Move work off the thread that launches kernels, spread it over more CPUs, or raise the container's quota; for disks, read ahead.",
            [utilization, .. signs.OrderByDescending(sign => sign.Exceeds).Select(sign => sign.Evidence)]);
    }

    /// <summary>The processors of a run without a GPU at work.</summary>
    public static BottleneckAnswer Processors(Scene scene)
    {
        if (scene.Seen("cpu_utilization", scene.Whole, value => value >= BusyHost) is not { } seen)
        {
            return scene.Unknown(Bottleneck.Compute, "host.cpu_utilization", "The source proc gives it on Linux without an option.");
        }

        return scene.Told(
            Bottleneck.Compute, seen.Share >= EngineRules.MostOfTheTime, seen.Share, scene.Whole,
            "All processors are at work: faster code, a smaller model or a GPU is what is left.",
            [new("host.cpu_utilization", "mean", seen.Mean, "%", BusyHost)]);
    }

    private static (string Name, Tally Seen)? Busy(Scene scene, Func<double, bool> counts) =>
        Activity.Select(metric => (Name: $"{scene.Device.Id}.{metric}", Seen: scene.Seen(metric, scene.Whole, counts)))
            .FirstOrDefault(each => each.Seen is not null) is { Seen: { } seen, Name: { } name } ? (name, seen) : null;
}
