using AIMetering.Readings;
using ScottPlot;

namespace AIMetering.Pictures;

/// <summary>The power of each device over time.</summary>
internal static class PowerPanels
{
    private const int Height = 350;

    public static IReadOnlyList<Panel> Of(MeterReport report, PictureOptions options, Theme theme)
    {
        List<(string, Trace)> traces = [];
        foreach (Device device in report.Devices.Select(device => device.Device))
        {
            if (Source(report, options, device) is { } series && Trace.Of(series, report.SamplingInterval) is { IsEmpty: false } trace)
            {
                traces.Add((Words.Shown(device.Name == device.Id ? device.Id : $"{device.Id} {device.Name}"), trace));
            }
        }

        Plot plot = theme.NewPlot();
        int legend = Lines.Fill(plot, new TimeAxis(report, theme), traces, "power", "W", options.Width, isFirst: true, isLast: true);
        if (traces.Count == 0)
        {
            Notice.Add(plot, theme, "no power was measured");
        }

        return [new Panel(plot, Height + legend)];
    }

    // The energy's own channel; a power reading beside a counter is the finer trace of the same device.
    private static SeriesReport? Source(MeterReport report, PictureOptions options, Device device)
    {
        SeriesReport[] own = [.. report.Series.Where(series => series.Channel.Device.Id == device.Id && (options.Include?.Invoke(series) ?? true))];
        return Array.Find(own, series => series.Channel is { Kind: ChannelKind.Power, Metric: "power" })
            ?? Array.Find(own, series => series.Channel.AccountsEnergy)
            ?? Array.Find(own, series => series.Channel.Kind == ChannelKind.Power);
    }
}
