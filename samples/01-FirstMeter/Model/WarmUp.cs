using System.Numerics.Tensors;

namespace FirstMeter.Model;

/// <summary>A warm-up that is a self-check too: token by token through the KV cache must score as all tokens in one pass.</summary>
internal static class WarmUp
{
    // Relative to the scores' length. Both ways add the same products in the same order, so today they agree to the last bit.
    private const float Tolerance = 1e-5f;

    /// <summary>Runs both ways of reading the tokens.</summary>
    /// <exception cref="InvalidOperationException">They disagree, so the decoder is wrong and not worth measuring.</exception>
    public static void Run(LlamaWeights weights, ReadOnlySpan<int> tokens)
    {
        float[] batched = new LlamaDecoder(weights).Scores(tokens);
        float[] stepped = [];
        var decoder = new LlamaDecoder(weights);
        foreach (int token in tokens)
        {
            stepped = decoder.Scores(token);
        }

        float error = TensorPrimitives.Distance<float>(batched, stepped) / TensorPrimitives.Norm<float>(batched);
        if (!(error <= Tolerance))
        {
            throw new InvalidOperationException($"The KV cache and the batch disagree by {error:G3} of the scores' length.");
        }
    }
}
