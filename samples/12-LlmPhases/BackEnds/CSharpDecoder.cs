using FirstMeter.Model;

namespace LlmPhases.BackEnds;

/// <summary>The decoder of sample 01, in plain C#.</summary>
internal sealed class CSharpDecoder(LlamaWeights weights, int threads) : IDecoder
{
    private readonly LlamaDecoder _decoder = new(weights, threads);

    public float[] Scores(params ReadOnlySpan<int> tokens) => _decoder.Scores(tokens);

    public void Dispose()
    {
    }
}
