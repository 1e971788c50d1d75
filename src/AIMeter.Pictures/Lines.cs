using ScottPlot;

namespace AIMetering.Pictures;

/// <summary>Draws traces as lines over the time of a run.</summary>
internal static class Lines
{
    private const double Headroom = 1.1;

    // Room above the lines for the names of phases.
    private const double HeadroomWithNames = 1.3;

    private const float LegendSides = 60;
    private const float LegendGap = 12;
    private const float Unbounded = 4000;

    /// <summary>Fills a plot with traces of one unit and sets its axes.</summary>
    /// <returns>How much height the legend takes.</returns>
    public static int Fill(
        Plot plot, TimeAxis time, IReadOnlyList<(string Label, Trace Trace)> traces, string quantity, string unit, int width, bool isFirst, bool isLast)
    {
        double greatest = traces.Select(each => each.Trace.Greatest).DefaultIfEmpty().Max(), least = traces.Select(each => each.Trace.Least).DefaultIfEmpty().Min();
        (double divisor, string prefix) = unit is "B" or "B/s" or "W" or "J" ? Words.Scale(greatest) : (1, "");
        time.ShadePhases(plot);
        for (int index = 0; index < traces.Count; index++)
        {
            Draw(plot, time, traces[index], index, divisor);
        }

        double top = (greatest > 0 ? greatest / divisor : 1) * (isFirst && time.HasPhases ? HeadroomWithNames : Headroom), bottom = least < 0 ? least / divisor * Headroom : 0;
        if (isFirst)
        {
            time.NamePhases(plot, top);
        }

        plot.YLabel(unit.Length == 0 ? quantity : quantity.Length == 0 ? $"{prefix}{unit}" : $"{quantity} ({prefix}{unit})");
        time.Finish(plot, bottom, top, isLast);
        return traces.Count > 0 ? ShowLegend(plot, width) : 0;
    }

    /// <summary>Shows the legend below a plot.</summary>
    /// <returns>How high it is: a panel does not find out how many rows its legend takes.</returns>
    public static int ShowLegend(Plot plot, int width)
    {
        plot.Legend.FontSize = 11;
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineWidth = 0;
        using Paint paint = Paint.NewDisposablePaint();
        float height = plot.Legend.GetLayout(new PixelSize(width - LegendSides, Unbounded), paint).LegendRect.Height;
        ScottPlot.Panels.LegendPanel panel = plot.ShowLegend(Edge.Bottom);
        panel.Padding = new PixelPadding(0);
        panel.MinimumSize = panel.MaximumSize = height + LegendGap;
        return (int)Math.Ceiling(height + LegendGap);
    }

    private static void Draw(Plot plot, TimeAxis time, (string Label, Trace Trace) each, int index, double divisor)
    {
        for (int piece = 0; piece < each.Trace.Pieces.Count; piece++)
        {
            (double[] seconds, double[] values) = each.Trace.Pieces[piece];
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(
                [.. seconds.Select(second => second / time.Divisor)], values.Select(value => value / divisor).ToArray(), Theme.Hue(index));
            line.LineWidth = 1.5f;
            line.LinePattern = Theme.Pattern(index);
            line.MarkerSize = seconds.Length == 1 ? 4 : 0;
            line.LegendText = piece == 0 ? each.Label : "";
        }
    }
}
