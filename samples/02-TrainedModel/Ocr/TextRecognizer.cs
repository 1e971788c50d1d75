using System.Numerics.Tensors;
using System.Text;
using TrainedModel.Drawing;

namespace TrainedModel.Ocr;

/// <summary>Reads one line of text: the network names a character, or none, for every few columns of pixels.</summary>
internal sealed class TextRecognizer(string modelPath, string charactersPath) : IDisposable
{
    private const int LineHeight = 48;
    private const int Blank = 0;

    private readonly OcrModel _model = new(modelPath);

    // Class 0 means "no character"; the blank between words comes after all listed characters.
    private readonly string[] _characters = ["", .. File.ReadAllLines(charactersPath), " "];

    public string Recognize(GrayImage page, Box line)
    {
        int width = line.Width * LineHeight / line.Height;
        return _model.Run(ImageTensor.ForRecognition(page.Crop(line, width, LineHeight)), Decode);
    }

    public void Dispose() => _model.Dispose();

    /// <summary>CTC: the likeliest class of every step; repetitions are one character, blanks are none.</summary>
    private string Decode(float[] scores, long[] shape)
    {
        int classes = (int)shape[2];
        var text = new StringBuilder();
        int previous = Blank;
        for (int step = 0; step < scores.Length; step += classes)
        {
            int best = TensorPrimitives.IndexOfMax(scores.AsSpan(step, classes));
            if (best != Blank && best != previous)
            {
                text.Append(_characters[best]);
            }

            previous = best;
        }

        return text.ToString();
    }
}
