using System.Numerics.Tensors;

namespace FirstMeter.Model;

/// <summary>
/// A Llama-architecture decoder: RMSNorm, rotary positions, grouped-query attention with a KV cache, SwiGLU.
/// Each call continues the sequence of the calls before it.
/// </summary>
/// <param name="weights">The model.</param>
/// <param name="threads">The most cores to work on; -1 for all.</param>
internal sealed class LlamaDecoder(LlamaWeights weights, int threads = -1)
{
    private const float Epsilon = 1e-5f;

    private readonly LlamaConfig _config = weights.Config;
    private readonly RotaryEmbedding _rotary = new(weights.Config);
    private readonly ParallelOptions _cores = new() { MaxDegreeOfParallelism = threads };
    private readonly Attention _attention = new(weights.Config);
    private readonly KeyValueCache[] _caches = [.. weights.Layers.Select(_ => new KeyValueCache(weights.Config))];

    private int _position;

    /// <summary>Reads tokens and names the one that the model thinks most likely to follow them.</summary>
    public int Next(params ReadOnlySpan<int> tokens) => TensorPrimitives.IndexOfMax<float>(Scores(tokens));

    /// <summary>Reads tokens, all in one pass, and returns the score of every token that could follow the last one.</summary>
    public float[] Scores(params ReadOnlySpan<int> tokens)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_position + tokens.Length, _config.Context, nameof(tokens));

        float[] stream = Embed(tokens);
        for (int i = 0; i < _config.Layers; i++)
        {
            LayerWeights layer = weights.Layers[i];
            TensorPrimitives.Add(stream, Attend(layer, _caches[i], Normalize(stream)), stream);
            TensorPrimitives.Add(stream, FeedForward(layer, Normalize(stream)), stream);
        }

        _position += tokens.Length;
        return weights.Embedding.Apply(Normalize(stream[^_config.Width..]), _cores);
    }

    private float[] Embed(ReadOnlySpan<int> tokens)
    {
        var stream = new float[tokens.Length * _config.Width];
        for (int i = 0; i < tokens.Length; i++)
        {
            weights.Embedding.Row(tokens[i]).CopyTo(stream.AsSpan(i * _config.Width));
        }

        return stream;
    }

    private float[] Attend(LayerWeights layer, KeyValueCache cache, float[] x)
    {
        float[] queries = layer.Query.Apply(x, _cores);
        float[] keys = layer.Key.Apply(x, _cores);
        _rotary.Apply(queries, _config.Width, _position);
        _rotary.Apply(keys, _config.KeyValueWidth, _position);
        cache.Store(_position, keys, layer.Value.Apply(x, _cores));
        return layer.Output.Apply(_attention.Apply(queries, cache, _position, _cores), _cores);
    }

    /// <summary>SwiGLU: <c>down(silu(gate(x)) * up(x))</c>, where <c>silu(z) = z * sigmoid(z)</c>.</summary>
    private float[] FeedForward(LayerWeights layer, float[] x)
    {
        float[] gate = layer.Gate.Apply(x, _cores);
        float[] up = layer.Up.Apply(x, _cores);
        TensorPrimitives.Multiply(up, gate, up);
        TensorPrimitives.Sigmoid(gate, gate);
        TensorPrimitives.Multiply(up, gate, up);
        return layer.Down.Apply(up, _cores);
    }

    /// <summary>RMSNorm of every token's vector, with a gain of 1.</summary>
    private float[] Normalize(float[] stream)
    {
        var normalized = new float[stream.Length];
        for (int start = 0; start < stream.Length; start += _config.Width)
        {
            ReadOnlySpan<float> x = stream.AsSpan(start, _config.Width);
            float meanSquare = TensorPrimitives.SumOfSquares(x) / _config.Width;
            TensorPrimitives.Multiply(x, 1f / MathF.Sqrt(meanSquare + Epsilon), normalized.AsSpan(start));
        }

        return normalized;
    }
}
