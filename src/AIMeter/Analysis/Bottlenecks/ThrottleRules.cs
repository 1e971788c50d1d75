namespace AIMetering.Analysis.Bottlenecks;

/// <summary>Clocks held down: by the power limit, or by heat.</summary>
/// <remarks>
/// Bits of the clock event reasons: NVML's header (nvmlClocksEventReasons): 0x4 software power cap, 0x20 software thermal slowdown,
/// 0x40 hardware thermal slowdown, 0x80 hardware power brake. 0x8, hardware slowdown, may be either and so proves neither. The counters
/// are NVML's fields 74 and 75: the time in which clocks were held down by power and by heat.
/// </remarks>
internal static class ThrottleRules
{
    /// <summary>The share of the time under load from which a power cap is a bottleneck: AIMeter's own choice.</summary>
    public const double PowerShare = 0.1;

    /// <summary>The same for heat. Healthy cooling has none at all; a single sample in a hundred may be chance.</summary>
    public const double HeatShare = 0.01;

    /// <summary>Power this near to its limit counts as at it, where the GPU does not tell: AIMeter's own choice.</summary>
    public const double AtLimit = 0.95;

    private const ulong PowerBits = 0x4 | 0x80;
    private const ulong HeatBits = 0x20 | 0x40;

    public static BottleneckAnswer PowerCap(Scene scene)
    {
        (double? share, List<Evidence> evidence) = Held(scene, PowerBits, "throttled_by_power", PowerShare);
        share ??= NearLimit(scene, evidence);
        if (share is not { } known)
        {
            return scene.Unknown(
                Bottleneck.PowerCap, $"{scene.Device.Id}.clock_event_reasons, or power and power_limit",
                "A driver that tells clock event reasons (NVML, Kepler and newer) gives them without an option.");
        }

        Illustrate(scene, evidence);
        return scene.Told(
            Bottleneck.PowerCap, known >= PowerShare, known, scene.Loaded,
            "More work per joule helps (lower precision, larger batches), or a higher power limit where cooling and supply allow it.", evidence);
    }

    public static BottleneckAnswer Thermal(Scene scene)
    {
        (double? share, List<Evidence> evidence) = Held(scene, HeatBits, "throttled_by_heat", HeatShare);
        if (share is not { } known)
        {
            return scene.Unknown(
                Bottleneck.Thermal, $"{scene.Device.Id}.clock_event_reasons and throttled_by_heat",
                "A driver that tells clock event reasons (NVML, Kepler and newer) gives them without an option.");
        }

        if (scene.Seen("temperature", scene.Loaded) is { } heat)
        {
            evidence.Add(new($"{scene.Device.Id}.temperature", "highest under load", heat.Most, "°C"));
        }

        Illustrate(scene, evidence);
        return scene.Told(
            Bottleneck.Thermal, known >= HeatShare, known, scene.Loaded,
            "Better cooling (air flow, fans, inlet temperature) or a lower power limit keeps the clock steady.", evidence);
    }

    // Bits are seen at the moment of a read, the counter misses nothing: the larger of the two shares counts.
    private static (double? Share, List<Evidence> Evidence) Held(Scene scene, ulong bits, string counter, double threshold)
    {
        List<Evidence> evidence = [];
        double? share = null;
        if (scene.Seen("clock_event_reasons", scene.Loaded, value => value is >= 0 and < ulong.MaxValue && ((ulong)value & bits) != 0) is { } seen)
        {
            share = seen.Share;
            evidence.Add(new($"{scene.Device.Id}.clock_event_reasons", "reads under load that tell of it", 100 * seen.Share, "%", 100 * threshold));
        }

        if (scene.Seen(counter, scene.Loaded) is { } counted)
        {
            double part = Math.Min(1, counted.Mean);
            share = Math.Max(share ?? 0, part);
            evidence.Add(new($"{scene.Device.Id}.{counter}", "of the time under load", 100 * part, "%", 100 * threshold));
        }

        return (share, evidence);
    }

    private static double? NearLimit(Scene scene, List<Evidence> evidence)
    {
        if (scene.Seen("power_limit", scene.Whole) is not { Mean: > 0 } limit || scene.Seen("power", scene.Loaded, watts => watts >= AtLimit * limit.Mean) is not { } power)
        {
            return null;
        }

        evidence.Add(new($"{scene.Device.Id}.power", $"reads under load at {100 * AtLimit:F0} % of the limit or more", 100 * power.Share, "%", 100 * PowerShare));
        return power.Share;
    }

    private static void Illustrate(Scene scene, List<Evidence> evidence)
    {
        if (scene.Seen("sm_clock", scene.Loaded) is { } clock)
        {
            evidence.Add(new($"{scene.Device.Id}.sm_clock", "mean under load", clock.Mean, "MHz"));
        }

        if (scene.Seen("max_sm_clock", scene.Whole) is { } most)
        {
            evidence.Add(new($"{scene.Device.Id}.max_sm_clock", "the most", most.Most, "MHz"));
        }
    }
}
