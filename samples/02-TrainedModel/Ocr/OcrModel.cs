using Microsoft.ML.OnnxRuntime;

namespace TrainedModel.Ocr;

/// <summary>One network of PP-OCRv4: an NCHW picture in, one tensor of numbers out.</summary>
internal sealed class OcrModel(string path) : IDisposable
{
    private readonly InferenceSession _session = new(path);
    private readonly RunOptions _options = new();

    /// <summary>Runs the network on one three-channel picture and hands its output, and the output's shape, to the reader.</summary>
    public TResult Run<TResult>(ImageTensor image, Func<float[], long[], TResult> read)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(image.Values, [1, 3, image.Height, image.Width]);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            _session.Run(_options, _session.InputNames, [input], _session.OutputNames);
        return read(outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[0].GetTensorTypeAndShape().Shape);
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }
}
