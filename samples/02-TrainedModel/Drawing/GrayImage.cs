namespace TrainedModel.Drawing;

/// <summary>A gray picture, 0 black to 1 white, row by row from the top.</summary>
internal sealed class GrayImage(int width, int height)
{
    private readonly float[] _pixels = new float[width * height];

    public int Width => width;

    public int Height => height;

    public ref float this[int x, int y] => ref _pixels[y * width + x];

    public static GrayImage Blank(int width, int height)
    {
        var image = new GrayImage(width, height);
        Array.Fill(image._pixels, 1f);
        return image;
    }

    /// <summary>Cuts out a rectangle and scales it, bilinearly, to the given size.</summary>
    public GrayImage Crop(Box box, int newWidth, int newHeight)
    {
        var result = new GrayImage(newWidth, newHeight);
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                result[x, y] = Sample(
                    box.Left + (x + 0.5f) * box.Width / newWidth - 0.5f,
                    box.Top + (y + 0.5f) * box.Height / newHeight - 0.5f);
            }
        }

        return result;
    }

    private float Sample(float x, float y)
    {
        int left = (int)Math.Clamp(x, 0, width - 2);
        int top = (int)Math.Clamp(y, 0, height - 2);
        float right = Math.Clamp(x - left, 0, 1);
        float down = Math.Clamp(y - top, 0, 1);
        float above = float.Lerp(this[left, top], this[left + 1, top], right);
        float below = float.Lerp(this[left, top + 1], this[left + 1, top + 1], right);
        return float.Lerp(above, below, down);
    }
}
