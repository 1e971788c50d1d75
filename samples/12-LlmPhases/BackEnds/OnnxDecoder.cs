using FirstMeter.Model;
using Microsoft.ML.OnnxRuntime;

namespace LlmPhases.BackEnds;

/// <summary>The same model under ONNX Runtime. What a pass returns after the scores is the KV cache, which the next pass is given.</summary>
internal sealed class OnnxDecoder(InferenceSession session, LlamaConfig config) : IDecoder
{
    private readonly RunOptions _options = new();
    private OrtValue[] _cache = [.. Enumerable.Range(0, 2 * config.Layers).Select(_ => Empty(config))];
    private int _position;

    public static InferenceSession Load(byte[] model, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // or threads that wait burn energy in the other's phases
        return new InferenceSession(model, options);
    }

    public float[] Scores(params ReadOnlySpan<int> tokens)
    {
        using OrtValue ids = Row(tokens.ToArray()), positions = Row(Enumerable.Range(_position, tokens.Length));
        IReadOnlyList<OrtValue> outputs = session.Run(_options, session.InputNames, [ids, positions, .. _cache], session.OutputNames);
        Array.ForEach(_cache, value => value.Dispose());
        _cache = [.. outputs.Skip(1)];
        _position += tokens.Length;
        using OrtValue scores = outputs[0];
        return scores.GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        Array.ForEach(_cache, value => value.Dispose());
        _options.Dispose();
    }

    private static OrtValue Row(IEnumerable<int> numbers)
    {
        long[] row = [.. numbers.Select(number => (long)number)];
        return OrtValue.CreateTensorValueFromMemory(row, [1, row.Length]);
    }

    private static OrtValue Empty(LlamaConfig config) =>
        OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, config.KeyValueHeads, 0, config.HeadSize]);
}
