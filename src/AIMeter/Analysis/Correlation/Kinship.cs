using AIMetering.Readings;

namespace AIMetering.Analysis.Correlation;

/// <summary>Knows which series are views of one quantity, so that their connection is no news.</summary>
internal static class Kinship
{
    private static readonly string[][] Families =
    [
        ["energy", "power", "power_average"],
        ["memory_used", "memory_usage", "memory_utilization", "memory_current", "memory_working_set"],
        ["graphics_clock", "sm_clock", "video_clock"],
        ["utilization", "graphics_active"],
        ["cpu_busy_time", "cpu_utilization"],
        ["cpu_time", "cpu_cores_used"],
    ];

    /// <summary>Series whose values are bits: a correlation of them means nothing.</summary>
    public static bool HoldsBits(Channel channel) => channel.Metric == "clock_event_reasons";

    public static bool SameQuantity(Channel a, Channel b) =>
        (a.Device.Id == b.Device.Id || a.Device.PartOf == b.Device.Id || b.Device.PartOf == a.Device.Id)
        && (a.Metric == b.Metric || Families.Any(family => family.Contains(a.Metric) && family.Contains(b.Metric)));
}
