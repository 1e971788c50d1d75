namespace TrainedModel.Drawing;

/// <summary>A rectangle of pixels; <paramref name="Right"/> and <paramref name="Bottom"/> are the first ones outside.</summary>
internal readonly record struct Box(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    /// <summary>The smallest box that holds this one and a pixel.</summary>
    public Box Including(int x, int y) =>
        new(Math.Min(Left, x), Math.Min(Top, y), Math.Max(Right, x + 1), Math.Max(Bottom, y + 1));

    /// <summary>The box grown by a margin on all sides, as far as the picture goes.</summary>
    public Box Grown(int margin, int width, int height) =>
        new(Math.Max(Left - margin, 0), Math.Max(Top - margin, 0), Math.Min(Right + margin, width), Math.Min(Bottom + margin, height));
}
