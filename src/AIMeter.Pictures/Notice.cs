using ScottPlot;

namespace AIMetering.Pictures;

/// <summary>Says in the middle of a plot why it is empty.</summary>
internal static class Notice
{
    public static void Add(Plot plot, Theme theme, string words)
    {
        ScottPlot.Plottables.Annotation notice = plot.Add.Annotation(Words.Shown(words), Alignment.MiddleCenter);
        notice.LabelStyle.ForeColor = theme.Ink;
        notice.LabelStyle.BackgroundColor = theme.Background;
        notice.LabelStyle.BorderColor = theme.Grid;
        notice.LabelStyle.ShadowColor = Colors.Transparent;
    }
}
