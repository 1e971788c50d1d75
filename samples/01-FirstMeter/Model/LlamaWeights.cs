namespace FirstMeter.Model;

/// <summary>The weights of one transformer block.</summary>
internal sealed record LayerWeights(
    Linear Query, Linear Key, Linear Value, Linear Output, Linear Gate, Linear Up, Linear Down)
{
    public long Parameters =>
        Query.Parameters + Key.Parameters + Value.Parameters + Output.Parameters +
        Gate.Parameters + Up.Parameters + Down.Parameters;

    public static LayerWeights Random(LlamaConfig config, int seed)
    {
        var random = new Random(seed);
        return new LayerWeights(
            Query: Linear.Random(config.Width, config.Width, random),
            Key: Linear.Random(config.Width, config.KeyValueWidth, random),
            Value: Linear.Random(config.Width, config.KeyValueWidth, random),
            Output: Linear.Random(config.Width, config.Width, random),
            Gate: Linear.Random(config.Width, config.Hidden, random),
            Up: Linear.Random(config.Width, config.Hidden, random),
            Down: Linear.Random(config.Hidden, config.Width, random));
    }
}

/// <summary>All weights of the model. The embedding is also the output layer; the gains of the RMS norms are all 1.</summary>
internal sealed record LlamaWeights(LlamaConfig Config, Linear Embedding, LayerWeights[] Layers)
{
    public long Parameters => Embedding.Parameters + Layers.Sum(layer => layer.Parameters);

    /// <summary>Fills a model with numbers that depend on the seed alone: the arithmetic of a trained model, none of its sense.</summary>
    public static LlamaWeights Random(LlamaConfig config, int seed)
    {
        var layers = new LayerWeights[config.Layers];
        Parallel.For(0, config.Layers, layer => layers[layer] = LayerWeights.Random(config, seed + 1 + layer));
        Linear embedding = Linear.Random(config.Width, config.Vocabulary, new Random(seed));
        return new LlamaWeights(config, embedding, layers);
    }
}
