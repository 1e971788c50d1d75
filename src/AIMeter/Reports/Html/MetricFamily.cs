using AIMetering.Readings;

namespace AIMetering.Reports.Html;

/// <summary>The families in which metrics are shown.</summary>
internal enum MetricFamily
{
    Energy,
    Compute,
    Memory,
    Communication,
    System,
    User,
}

/// <summary>Puts series into families, and says which of a family are shown first.</summary>
internal static class MetricFamilies
{
    private static readonly string[] Links = ["pcie", "nvlink", "c2c", "network", "net_", "infiniband", "rdma"];

    // In this order a family is shown; what is not named here comes behind, as the sources gave it.
    private static readonly string[] First =
    [
        "power", "energy", "temperature", "utilization", "sm_active", "tensor_active", "cpu_utilization", "memory_used", "dram_active",
        "memory_controller_utilization", "memory_usage", "pcie_rx", "pcie_tx", "pcie_rx_rate", "pcie_tx_rate", "nvlink_rx", "nvlink_tx",
        "sm_clock", "graphics_clock", "memory_utilization", "cpu_cores_used", "network_received", "network_sent",
    ];

    public static MetricFamily Of(Channel channel) => channel switch
    {
        { Device.Kind: DeviceKind.User } => MetricFamily.User,
        { Kind: ChannelKind.EnergyCounter or ChannelKind.Power } => MetricFamily.Energy,
        _ when channel.Unit == MetricUnit.Celsius || channel.Unit == MetricUnit.Watts || channel.Metric is "fan_speed" => MetricFamily.Energy,
        _ when Links.Any(channel.Metric.Contains) => MetricFamily.Communication,
        { Device.Kind: DeviceKind.Gpu or DeviceKind.GpuSlice } => OfGpu(channel.Metric),
        _ => MetricFamily.System,
    };

    public static string Name(MetricFamily family) => family switch
    {
        MetricFamily.User => "Recorded by the program",
        _ => family.ToString(),
    };

    public static int Rank(string metric) => Array.IndexOf(First, metric) is >= 0 and int rank ? rank : First.Length;

    /// <summary>Whether a metric is shown before a reader picks any: those of the list, and all that the program recorded.</summary>
    public static bool IsFirst(Channel channel) => Rank(channel.Metric) < First.Length || channel.Device.Kind == DeviceKind.User;

    private static MetricFamily OfGpu(string metric) =>
        metric.Contains("memory", StringComparison.Ordinal) || metric.Contains("dram", StringComparison.Ordinal)
            ? MetricFamily.Memory
            : MetricFamily.Compute;
}
