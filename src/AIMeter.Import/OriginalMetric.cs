using AIMetering.Readings;

namespace AIMetering.Importing;

/// <summary>What a column of the Python AIMeter is of.</summary>
internal enum OriginalOwner
{
    /// <summary>The GPU of the row.</summary>
    Gpu,

    /// <summary>The CPU package found first.</summary>
    Cpu,

    /// <summary>The memory domain found first.</summary>
    Memory,

    /// <summary>The whole host.</summary>
    Host,
}

/// <summary>A column of the Python AIMeter and the series that it becomes.</summary>
/// <param name="Column">Its name, without the unit that nvidia-smi adds in brackets.</param>
/// <param name="CellUnit">The unit in its cells; empty for a bare number.</param>
/// <param name="Owner">What it is of.</param>
/// <param name="Metric">The name of the series; null for power, whose energy is accounted.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Scale">The series' value of one in the cell.</param>
internal sealed record OriginalMetric(string Column, string CellUnit, OriginalOwner Owner, string? Metric, MetricUnit Unit, double Scale = 1)
{
    public const string GpuPower = "power.draw";
    public const string CpuPower = "cpu_power";
    public const string DramPower = "dram_power";

    // The bus columns divide by 1024³ and call it GB.
    private const double BytesPerGibibyte = 1024.0 * 1024 * 1024;

    /// <summary>Every metric, in the order in which a report shows them: the file's own order is that of a set, and changes from run to run.</summary>
    public static readonly IReadOnlyList<OriginalMetric> All =
    [
        new(GpuPower, "W", OriginalOwner.Gpu, null, MetricUnit.Watts),
        Percent("utilization.gpu", "utilization"),
        Percent("utilization.memory", "memory_controller_utilization"),
        Percent("usage.memory", "memory_usage"),
        new("pcie.link.gen.current", "", OriginalOwner.Gpu, "pcie_generation", MetricUnit.None),
        new("pcie.link.width.current", "", OriginalOwner.Gpu, "pcie_width", MetricUnit.None),
        new("temperature.gpu", "°C", OriginalOwner.Gpu, "temperature", MetricUnit.Celsius),
        new("temperature.memory", "°C", OriginalOwner.Gpu, "memory_temperature", MetricUnit.Celsius),
        Clock("graphics"),
        Clock("sm"),
        Clock("memory"),
        Percent("sm_active", "sm_active"),
        Percent("sm_occupancy", "sm_occupancy"),
        Percent("tensor_active", "tensor_active"),
        Percent("dram_active", "dram_active"),
        Percent("fp64_active", "fp64_active"),
        Percent("fp32_active", "fp32_active"),
        Percent("fp16_active", "fp16_active"),
        Bus("pcie_tx"),
        Bus("pcie_rx"),
        Bus("nvlink_tx"),
        Bus("nvlink_rx"),
        Percent("cpu_usage", "cpu_utilization", OriginalOwner.Host),
        new(CpuPower, "W", OriginalOwner.Cpu, null, MetricUnit.Watts),
        Percent("dram_usage", "memory_utilization", OriginalOwner.Host),
        new(DramPower, "W", OriginalOwner.Memory, null, MetricUnit.Watts),
    ];

    /// <summary>The metric of a header, which nvidia-smi writes as <c>power.draw [W]</c>; null when it is none.</summary>
    public static OriginalMetric? Of(string header)
    {
        int bracket = header.IndexOf('[', StringComparison.Ordinal);
        string column = (bracket < 0 ? header : header[..bracket]).Trim();
        return All.FirstOrDefault(metric => metric.Column == column);
    }

    private static OriginalMetric Percent(string column, string metric, OriginalOwner owner = OriginalOwner.Gpu) =>
        new(column, "%", owner, metric, MetricUnit.Percent);

    private static OriginalMetric Clock(string domain) =>
        new($"clocks.current.{domain}", "MHz", OriginalOwner.Gpu, $"{domain}_clock", MetricUnit.Megahertz);

    private static OriginalMetric Bus(string bus) =>
        new($"{bus}_bytes", "GB/s", OriginalOwner.Gpu, $"{bus}_rate", MetricUnit.BytesPerSecond, BytesPerGibibyte);
}
