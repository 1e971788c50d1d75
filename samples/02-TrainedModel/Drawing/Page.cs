using System.Numerics;

namespace TrainedModel.Drawing;

/// <summary>A white page with lines of black text.</summary>
internal static class Page
{
    private const int Width = 640;
    private const int Margin = 40;
    private const int LineHeight = 72;
    private const float Scale = 3f;

    public static GrayImage Draw(IReadOnlyList<string> lines)
    {
        // The detector wants sides that are multiples of 32.
        var page = GrayImage.Blank(Width, (lines.Count * LineHeight + Margin + 31) / 32 * 32);
        for (int i = 0; i < lines.Count; i++)
        {
            var origin = new Vector2(Margin, Margin + i * LineHeight);
            foreach (Vector2[] stroke in StrokeFont.Write(lines[i]))
            {
                DrawStroke(page, [.. stroke.Select(point => origin + Scale * point)]);
            }
        }

        return page;
    }

    private static void DrawStroke(GrayImage page, Vector2[] stroke)
    {
        for (int i = 1; i < stroke.Length; i++)
        {
            DrawSegment(page, stroke[i - 1], stroke[i]);
        }
    }

    /// <summary>A line with round ends; a pixel's ink fades over the one pixel around the pen's edge.</summary>
    private static void DrawSegment(GrayImage page, Vector2 from, Vector2 to)
    {
        const float radius = StrokeFont.Pen * Scale / 2;
        Vector2 low = Vector2.Min(from, to) - new Vector2(radius + 1);
        Vector2 high = Vector2.Max(from, to) + new Vector2(radius + 1);
        for (int y = (int)low.Y; y <= high.Y; y++)
        {
            for (int x = (int)low.X; x <= high.X; x++)
            {
                float paper = Math.Clamp(Distance(new Vector2(x, y), from, to) - radius + 0.5f, 0, 1);
                page[x, y] = Math.Min(page[x, y], paper);
            }
        }
    }

    private static float Distance(Vector2 point, Vector2 from, Vector2 to)
    {
        Vector2 line = to - from;
        float along = Math.Clamp(Vector2.Dot(point - from, line) / line.LengthSquared(), 0, 1);
        return Vector2.Distance(point, from + along * line);
    }
}
