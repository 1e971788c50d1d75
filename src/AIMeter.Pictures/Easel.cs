using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;

namespace AIMetering.Pictures;

/// <summary>Puts panels below each other and draws them.</summary>
internal static class Easel
{
    private const double UnitsPerInch = 96;

    public static void Draw(Stream stream, PictureFormat format, IReadOnlyList<Panel> panels, PictureOptions options, Theme theme)
    {
        int height = options.Height ?? panels.Sum(panel => panel.Height);
        Align(panels);
        if (format == PictureFormat.Svg)
        {
            using MemoryStream drawn = new();
            using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(options.Width, height), drawn))
            {
                Draw(canvas, panels, options.Width, height);
            }

            drawn.Position = 0;
            SvgIds.Renumber(XDocument.Load(drawn)).Save(stream, SaveOptions.DisableFormatting);
            return;
        }

        float scale = (float)(options.Dpi / UnitsPerInch);
        SKImageInfo size = new((int)Math.Round(options.Width * scale), (int)Math.Round(height * scale));
        using SKSurface surface = SKSurface.Create(size) ?? throw new ArgumentOutOfRangeException(nameof(options), FormattableString.Invariant(
            $"A picture of {size.Width} × {size.Height} pixels is more than can be held; give a lower {nameof(options.Dpi)} or a smaller {nameof(options.Width)} or {nameof(options.Height)}, or make an SVG."));
        surface.Canvas.Clear(theme.Background.ToSKColor());
        surface.Canvas.Scale(scale);
        Draw(surface.Canvas, panels, options.Width, height);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        data.SaveTo(stream);
    }

    // Panels over one time have their axes one below the other.
    private static void Align(IReadOnlyList<Panel> panels)
    {
        const float widestTicks = 76;
        foreach (Panel panel in panels.Count > 1 ? panels : [])
        {
            panel.Plot.Axes.Left.MinimumSize = panel.Plot.Axes.Left.MaximumSize = widestTicks;
        }
    }

    private static void Draw(SKCanvas canvas, IReadOnlyList<Panel> panels, int width, int height)
    {
        float whole = panels.Sum(panel => panel.Height), top = 0;
        foreach (Panel panel in panels)
        {
            float bottom = top + (height * panel.Height / whole);
            canvas.Save();
            canvas.ClipRect(SKRect.Create(0, top, width, bottom - top)); // a plot clears what it may draw on
            canvas.Translate(0, top);
            panel.Plot.Render(canvas, new PixelRect(0, width, bottom - top, 0));
            canvas.Restore();
            top = bottom;
        }
    }
}
