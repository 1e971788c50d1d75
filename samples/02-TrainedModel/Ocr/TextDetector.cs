using TrainedModel.Drawing;

namespace TrainedModel.Ocr;

/// <summary>Finds lines of text: the network marks text pixels, connected marks become boxes.</summary>
internal sealed class TextDetector(string modelPath) : IDisposable
{
    // The values PaddleOCR ships with: a pixel counts as text from here on, ...
    private const float PixelThreshold = 0.3f;

    // ... and the network learned to mark the core of a line only, so its box has to grow by area * ratio / perimeter.
    private const float UnclipRatio = 1.5f;

    private const int SmallestHeight = 5;

    private readonly OcrModel _model = new(modelPath);

    /// <summary>The boxes of all lines of text, from top to bottom.</summary>
    public Box[] Detect(ImageTensor page) =>
        _model.Run(page, (marks, _) =>
            Regions(marks, page.Width, page.Height)
                .Where(region => region.Height >= SmallestHeight)
                .Select(region => region.Grown(UnclipMargin(region), page.Width, page.Height))
                .OrderBy(box => box.Top)
                .ToArray());

    public void Dispose() => _model.Dispose();

    private static int UnclipMargin(Box core) =>
        (int)MathF.Round(core.Width * core.Height * UnclipRatio / (2 * (core.Width + core.Height)));

    private static IEnumerable<Box> Regions(float[] marks, int width, int height)
    {
        var seen = new bool[marks.Length];
        for (int pixel = 0; pixel < marks.Length; pixel++)
        {
            if (marks[pixel] >= PixelThreshold && !seen[pixel])
            {
                yield return Flood(marks, seen, pixel, width, height);
            }
        }
    }

    private static Box Flood(float[] marks, bool[] seen, int start, int width, int height)
    {
        var box = new Box(width, height, 0, 0);
        var open = new Stack<int>([start]);
        seen[start] = true;
        while (open.TryPop(out int pixel))
        {
            var (y, x) = Math.DivRem(pixel, width);
            box = box.Including(x, y);
            Visit(pixel - 1, x > 0);
            Visit(pixel + 1, x < width - 1);
            Visit(pixel - width, y > 0);
            Visit(pixel + width, y < height - 1);
        }

        return box;

        void Visit(int neighbour, bool inside)
        {
            if (inside && !seen[neighbour] && marks[neighbour] >= PixelThreshold)
            {
                seen[neighbour] = true;
                open.Push(neighbour);
            }
        }
    }
}
