using FirstMeter.Model;

namespace LlmPhases.Onnx;

/// <summary>Writes the decoder of sample 01, weights and all, as an ONNX model.</summary>
internal sealed class LlamaGraph(LlamaWeights weights)
{
    private const double RotaryBase = 10_000;

    private readonly OnnxGraph _graph = new();
    private readonly LlamaConfig _config = weights.Config;

    /// <summary>The model: token ids, their positions and the KV cache in; scores and the longer KV cache out.</summary>
    public byte[] Write()
    {
        string tokens = _graph.Input("tokens", true, 1, "new");
        string positions = _graph.Input("positions", true, 1, "new");
        (string Cos, string Sin) turns = Turns();

        string embedding = _graph.Constant(Values(weights.Embedding), _config.Vocabulary, _config.Width);
        string stream = _graph.Node("Gather", [embedding, tokens]);
        _graph.Output("scores", 1, _config.Vocabulary);
        for (int i = 0; i < _config.Layers; i++)
        {
            stream = _graph.Node("Add", [stream, Attend(weights.Layers[i], i, Normalize(stream), positions, turns)]);
            stream = _graph.Node("Add", [stream, FeedForward(weights.Layers[i], Normalize(stream))]);
        }

        string last = _graph.Node("Gather", [Normalize(stream), _graph.Constant(-1)], ("axis", 1));
        _graph.Node("Gemm", [_graph.Node("Squeeze", [last, _graph.Constant(1)]), embedding], ["scores"], ("transB", 1));
        return _graph.Model.ToArray();
    }

    private string Attend(LayerWeights layer, int number, string x, string positions, (string Cos, string Sin) turns)
    {
        object[] shape = [1, _config.KeyValueHeads, "seen", _config.HeadSize];
        object[] longer = [1, _config.KeyValueHeads, "all", _config.HeadSize];
        string pastKeys = _graph.Input($"past keys {number}", false, shape), keys = $"keys {number}";
        string pastValues = _graph.Input($"past values {number}", false, shape), values = $"values {number}";
        _graph.Output(keys, longer);
        _graph.Output(values, longer);

        string query = Turn(Apply(layer.Query, x), _config.QueryHeads);
        string key = Turn(Apply(layer.Key, x), _config.KeyValueHeads);
        _graph.Node(
            "Attention", [query, key, Apply(layer.Value, x), "", pastKeys, pastValues], [$"attended {number}", keys, values],
            ("is_causal", 1), ("q_num_heads", _config.QueryHeads), ("kv_num_heads", _config.KeyValueHeads));
        return Apply(layer.Output, $"attended {number}");

        string Turn(string heads, int count) =>
            _graph.Node("RotaryEmbedding", [heads, turns.Cos, turns.Sin, positions], ("num_heads", count));
    }

    private string FeedForward(LayerWeights layer, string x)
    {
        string gate = Apply(layer.Gate, x);
        string silu = _graph.Node("Mul", [gate, _graph.Node("Sigmoid", [gate])]);
        return Apply(layer.Down, _graph.Node("Mul", [silu, Apply(layer.Up, x)]));
    }

    private string Normalize(string x) =>
        _graph.Node("RMSNormalization", [x, _graph.Constant(Enumerable.Repeat(1f, _config.Width).ToArray(), _config.Width)]);

    // ONNX multiplies from the right, so the weights are turned around.
    private string Apply(Linear layer, string x)
    {
        int inputs = layer.Row(0).Length, outputs = layer.Parameters / inputs;
        var turned = new float[layer.Parameters];
        for (int row = 0; row < outputs; row++)
        {
            for (int column = 0; column < inputs; column++)
            {
                turned[column * outputs + row] = layer.Row(row)[column];
            }
        }

        return _graph.Node("MatMul", [x, _graph.Constant(turned, inputs, outputs)]);
    }

    private (string Cos, string Sin) Turns()
    {
        int half = _config.HeadSize / 2;
        double[] angles = [.. Enumerable.Range(0, _config.Context * half)
            .Select(i => i / half * Math.Pow(RotaryBase, -(double)(i % half) / half))];
        return (Table(Math.Cos), Table(Math.Sin));

        string Table(Func<double, double> function) =>
            _graph.Constant(Array.ConvertAll(angles, angle => (float)function(angle)), _config.Context, half);
    }

    private static float[] Values(Linear layer)
    {
        int inputs = layer.Row(0).Length;
        var values = new float[layer.Parameters];
        for (int row = 0; row < values.Length / inputs; row++)
        {
            layer.Row(row).CopyTo(values.AsSpan(row * inputs));
        }

        return values;
    }
}
