using AIMetering.Readings;

namespace AIMetering.Pictures;

/// <summary>The series of a family over time, a panel for each unit.</summary>
internal static class SeriesPanels
{
    private const int FirstHeight = 210;
    private const int NextHeight = 150;

    // So many lines are still told apart; the others are named nowhere, so they are not drawn.
    private const int MostLines = 16;

    private static readonly Dictionary<PictureKind, string[]> Families = new()
    {
        [PictureKind.Compute] = ["utilization", "cpu_utilization", "_active", "sm_occupancy", "_clock", "cpu_frequency", "cpu_cores_used"],
        [PictureKind.Memory] = ["memory_", "dram_active", "working_set"],
        [PictureKind.Communication] = ["pcie_", "nvlink_", "disk_", "network_"],
        [PictureKind.System] = ["temperature", "fan_", "throttled_", "power_limit", "_pressure", "load_average", "clock_event"],
    };

    // Of two families that would both take it: temperature of memory is of the system, its activity and clock of the memory.
    private static readonly Dictionary<PictureKind, string[]> Others = new()
    {
        [PictureKind.Compute] = ["memory_", "dram_", "max_"],
        [PictureKind.Memory] = ["temperature", "max_", "_pressure"],
        [PictureKind.Communication] = ["pcie_generation", "pcie_width", "_pressure"],
        [PictureKind.System] = [],
    };

    public static IReadOnlyList<Panel> Of(MeterReport report, PictureKind kind, PictureOptions options, Theme theme)
    {
        TimeAxis time = new(report, theme);
        (SeriesReport Series, Trace Trace)[] chosen =
        [
            .. report.Series.Where(series => IsChosen(series, kind, options))
                .Select(series => (series, Trace.Of(series, report.SamplingInterval))).Where(each => !each.Item2.IsEmpty),
        ];
        IGrouping<MetricUnit, (SeriesReport Series, Trace Trace)>[] units = [.. chosen.GroupBy(each => each.Series.StatisticsUnit)];
        if (units.Length == 0)
        {
            ScottPlot.Plot empty = theme.NewPlot();
            Lines.Fill(empty, time, [], Quantity(kind), "", options.Width, isFirst: true, isLast: true);
            Notice.Add(empty, theme, "no such series was recorded");
            return [new Panel(empty, FirstHeight)];
        }

        return [.. units.Select((unit, index) => Panel(time, [.. unit], unit.Key, options.Width, theme, index, units.Length))];
    }

    private static Panel Panel(TimeAxis time, (SeriesReport Series, Trace Trace)[] series, MetricUnit unit, int width, Theme theme, int index, int count)
    {
        ScottPlot.Plot plot = theme.NewPlot();
        List<(string, Trace)> lines = [.. series.Take(MostLines).Select(each => (Words.Shown(each.Series.Channel.FullName), each.Trace))];
        string quantity = series.Length > MostLines ? FormattableString.Invariant($"{MostLines} of {series.Length} series") : "";
        int legend = Lines.Fill(plot, time, lines, quantity, unit.Symbol, width, index == 0, index == count - 1);
        return new Panel(plot, legend + (index == 0 ? FirstHeight : NextHeight));
    }

    private static bool IsChosen(SeriesReport series, PictureKind kind, PictureOptions options)
    {
        if (kind == PictureKind.Series)
        {
            return options.Include?.Invoke(series) ?? series.Channel.Device.Kind == DeviceKind.User;
        }

        string metric = series.Channel.Metric;
        return Array.Exists(Families[kind], part => metric.Contains(part, StringComparison.Ordinal))
            && !Array.Exists(Others[kind], part => metric.Contains(part, StringComparison.Ordinal)) && (options.Include?.Invoke(series) ?? true);
    }

    private static string Quantity(PictureKind kind) => kind.ToString().ToLowerInvariant();
}
