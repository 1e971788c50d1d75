using ScottPlot;

namespace AIMetering.Pictures;

/// <summary>The time axis of a run, with its phases shaded.</summary>
internal sealed class TimeAxis
{
    // More shaded runs than this are a texture, not phases.
    private const int MostRuns = 300;

    // A phase narrower than this share of the width has no room for its name; the legend has it.
    private const double NarrowestLabelled = 0.06;

    private readonly MeterReport _report;
    private readonly Theme _theme;
    private readonly (string Name, PhaseReport Phase)[] _phases;

    public TimeAxis(MeterReport report, Theme theme)
    {
        (_report, _theme) = (report, theme);
        (Divisor, Unit) = report.Duration.TotalSeconds switch
        {
            >= 3 * 3600 => (3600.0, "h"),
            >= 10 * 60 => (60.0, "min"),
            _ => (1.0, "s"),
        };
        _phases = [.. report.Phases.Where(phase => phase.Depth == 0).Select(phase => (Words.Shown(phase.Name), phase))];
    }

    /// <summary>Gets the seconds of one unit of the axis.</summary>
    public double Divisor { get; }

    public string Unit { get; }

    public bool HasPhases => _phases.Length > 0;

    public double Length => _report.Duration > TimeSpan.Zero ? _report.Duration.TotalSeconds / Divisor : 1;

    /// <summary>Shades the phases of a plot.</summary>
    public void ShadePhases(Plot plot)
    {
        int left = MostRuns;
        for (int phase = 0; phase < _phases.Length; phase++)
        {
            foreach ((TimeSpan start, TimeSpan end) in _phases[phase].Phase.Runs.Take(left))
            {
                ScottPlot.Plottables.HorizontalSpan span = plot.Add.HorizontalSpan(start.TotalSeconds / Divisor, end.TotalSeconds / Divisor);
                span.FillStyle.Color = _theme.Shade(phase);
                span.LineStyle.Width = 0;
            }

            left = Math.Max(0, left - _phases[phase].Phase.Runs.Count);
        }
    }

    /// <summary>Names the phases at the top of a plot where there is room, else in the legend.</summary>
    public void NamePhases(Plot plot, double top)
    {
        for (int phase = 0; phase < _phases.Length; phase++)
        {
            (TimeSpan Start, TimeSpan End)[] wide = [.. _phases[phase].Phase.Runs.Where(IsWide)];
            foreach ((TimeSpan start, TimeSpan end) in wide)
            {
                Name(plot, _phases[phase].Name, (start + end).TotalSeconds / 2 / Divisor, top);
            }

            if (wide.Length == 0)
            {
                plot.Legend.ManualItems.Add(new LegendItem { LabelText = _phases[phase].Name, FillColor = _theme.Shade(phase) });
            }
        }
    }

    private bool IsWide((TimeSpan Start, TimeSpan End) run) => (run.End - run.Start).TotalSeconds / Divisor > NarrowestLabelled * Length;

    private void Name(Plot plot, string name, double x, double top)
    {
        ScottPlot.Plottables.Text text = plot.Add.Text(name, x, top);
        text.LabelStyle.ForeColor = _theme.Ink;
        text.LabelStyle.Alignment = Alignment.UpperCenter;
        text.LabelStyle.FontSize = 11;
        text.OffsetY = 3;
    }

    public void Finish(Plot plot, double low, double high, bool isLast)
    {
        plot.Axes.SetLimits(0, Length, low, high);
        if (isLast)
        {
            plot.XLabel($"time since the start ({Unit})");
        }
    }
}
