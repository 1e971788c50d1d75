namespace FirstMeter.Model;

/// <summary>The shape of a Llama-architecture decoder.</summary>
/// <param name="Width">Length of a token's vector in the residual stream.</param>
/// <param name="Layers">Number of transformer blocks.</param>
/// <param name="QueryHeads">Attention heads that ask.</param>
/// <param name="KeyValueHeads">Attention heads that answer; each serves a group of query heads (GQA).</param>
/// <param name="Hidden">Inner width of the SwiGLU feed-forward.</param>
/// <param name="Vocabulary">Number of token ids.</param>
/// <param name="Context">Longest sequence the KV cache can hold, in tokens.</param>
internal sealed record LlamaConfig(
    int Width, int Layers, int QueryHeads, int KeyValueHeads, int Hidden, int Vocabulary, int Context)
{
    public static LlamaConfig Tiny75M { get; } = new(
        Width: 640, Layers: 14, QueryHeads: 10, KeyValueHeads: 5, Hidden: 1792, Vocabulary: 16_000, Context: 512);

    public int HeadSize => Width / QueryHeads;

    public int KeyValueWidth => KeyValueHeads * HeadSize;

    public int QueriesPerKey => QueryHeads / KeyValueHeads;
}
