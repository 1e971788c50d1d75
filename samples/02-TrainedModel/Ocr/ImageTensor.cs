using TrainedModel.Drawing;

namespace TrainedModel.Ocr;

/// <summary>A picture as the networks want it: three planes, one per colour, each with its own mean and spread taken out.</summary>
internal sealed record ImageTensor(float[] Values, int Width, int Height)
{
    // The statistics of ImageNet, in the order of PaddleOCR's planes.
    private static readonly (float Mean, float Spread)[] ImageNet = [(0.485f, 0.229f), (0.456f, 0.224f), (0.406f, 0.225f)];

    private static readonly (float Mean, float Spread)[] Half = [(0.5f, 0.5f), (0.5f, 0.5f), (0.5f, 0.5f)];

    public static ImageTensor ForDetection(GrayImage image) => From(image, ImageNet);

    public static ImageTensor ForRecognition(GrayImage image) => From(image, Half);

    private static ImageTensor From(GrayImage image, (float Mean, float Spread)[] planes)
    {
        var values = new float[planes.Length * image.Height * image.Width];
        int next = 0;
        foreach (var (mean, spread) in planes)
        {
            for (int y = 0; y < image.Height; y++)
            {
                for (int x = 0; x < image.Width; x++)
                {
                    values[next++] = (image[x, y] - mean) / spread;
                }
            }
        }

        return new ImageTensor(values, image.Width, image.Height);
    }
}
