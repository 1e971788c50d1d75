using AIMetering.Readings;

namespace AIMetering.Reports.Text;

/// <summary>Statistics of the main series: one line each, in one unit per line.</summary>
internal static class SeriesSection
{
    private const int Digits = 4;

    public static void Write(TextPage page, MeterReport report)
    {
        SeriesReport[] all = [.. report.Series.Where(series => series.Statistics is not null).OrderBy(Rank)];
        int shown = Math.Min(all.Length, page.Options.MaxSeries);
        if (shown == 0)
        {
            return;
        }

        page.Heading("Statistics");
        TextTable table = new(
            new("Series"), new("Unit"), new("mean", true), new("sd", true), new("min", true), new("p50", true), new("p95", true),
            new("p99", true), new("max", true), new("mode", true), new("n", true));
        foreach (SeriesReport series in all.Take(shown))
        {
            Row(table, series, series.Statistics!);
        }

        page.Table(table);
        if (all.Length > shown)
        {
            page.Paragraph($"{Say.Count(all.Length - shown)} more in the JSON and CSV forms of this report.");
        }
    }

    // Energy and power come first, then what the user recorded, then the rest as the sources gave it.
    private static int Rank(SeriesReport series) => series.Channel switch
    {
        { Kind: ChannelKind.EnergyCounter or ChannelKind.Power } => 0,
        { Device.Kind: DeviceKind.User } => 1,
        _ => 2,
    };

    private static void Row(TextTable table, SeriesReport series, SeriesStatistics s)
    {
        double greatest = Math.Max(Math.Abs(s.Min), Math.Abs(s.Max));
        (double factor, string symbol) = Unit(series.StatisticsUnit, greatest);
        int places = greatest > 0 && double.IsFinite(greatest)
            ? Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(greatest / factor)), 0, 9)
            : 0;
        string Cell(double value) => double.IsNaN(value) ? "" : Figure.Fixed(value / factor, places);
        table.Row(
            Name(series), symbol, Cell(s.Mean), Cell(s.StandardDeviation), Cell(s.Min), Cell(s.P50), Cell(s.P95),
            Cell(s.P99), Cell(s.Max), Cell(s.Mode), Say.Count(s.Count));
    }

    // The unit of a counter's statistics is one per second, which tells them from the counts.
    private static string Name(SeriesReport series) =>
        series.Channel.Kind == ChannelKind.EnergyCounter ? $"{series.Channel.Device.Id}.power" : series.Channel.FullName;

    /// <summary>The step of a unit that fits all figures of a line.</summary>
    public static (double Factor, string Symbol) Unit(MetricUnit unit, double greatest) => unit.Symbol switch
    {
        "W" => UnitScale.Watts.StepFor(greatest),
        "J" => UnitScale.Joules.StepFor(greatest),
        "B" => UnitScale.Bytes.StepFor(greatest),
        "B/s" => PerSecond(UnitScale.Bytes.StepFor(greatest)),
        _ => (1, unit.Symbol),
    };

    private static (double Factor, string Symbol) PerSecond((double Factor, string Symbol) step) => (step.Factor, step.Symbol + "/s");
}
