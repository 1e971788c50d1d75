using ScottPlot;
using SkiaSharp;

namespace AIMetering.Pictures;

/// <summary>The colours of a picture.</summary>
/// <remarks>
/// Series take the palette of Okabe and Ito (Color Universal Design, 2008), whose hues people with any colour vision tell apart; from the
/// ninth series on the line is dashed, so that no two look alike.
/// </remarks>
internal sealed class Theme(bool dark)
{
    private static readonly Color[] Hues =
    [
        new("#0072B2"), new("#E69F00"), new("#009E73"), new("#D55E00"), new("#56B4E9"), new("#CC79A7"), new("#F0E442"), new("#999999"),
    ];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    private const float LabelSize = 13;

    // The first that is installed; without any of them, whatever the system takes for a name it does not know.
    private static readonly Lazy<string> Sans = new(() =>
        new[] { "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans" }.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? Fonts.Sans);

    public Color Background { get; } = new(dark ? "#16181D" : "#FFFFFF");

    public Color Ink { get; } = new(dark ? "#E4E6EB" : "#202124");

    public Color Grid { get; } = new(dark ? "#2E323A" : "#E6E8EB");

    public static Color Hue(int index) => Hues[index % Hues.Length];

    public static LinePattern Pattern(int index) => Patterns[index / Hues.Length % Patterns.Length];

    /// <summary>The shade of a phase: of the hues that few devices reach, thin enough to see lines on.</summary>
    public Color Shade(int phase) => Hues[^(1 + (phase % Hues.Length))].WithAlpha(dark ? 0.22 : 0.18);

    public Plot NewPlot()
    {
        Plot plot = new();
        plot.FigureBackground.Color = Background;
        plot.DataBackground.Color = Background;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Grid;
        plot.Font.Set(Sans.Value);
        plot.Legend.FontName = Sans.Value;
        plot.Axes.Bottom.Label.FontSize = plot.Axes.Left.Label.FontSize = LabelSize;
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Legend.BackgroundColor = Background.WithAlpha(0.85);
        plot.Legend.FontColor = Ink;
        plot.Legend.OutlineColor = Grid;
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }
}

/// <summary>One plot of a picture, and its share of the height.</summary>
internal sealed record Panel(Plot Plot, int Height);
