using System.Numerics.Tensors;

namespace LlmPhases.BackEnds;

/// <summary>What runs a model.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Begin">Begins a sequence of tokens, with an empty KV cache.</param>
internal sealed record BackEnd(string Name, Func<IDecoder> Begin);

/// <summary>A sequence of tokens: each call goes on where the one before ended.</summary>
internal interface IDecoder : IDisposable
{
    /// <summary>Reads tokens, all in one pass, and returns the score of every token that could follow the last one.</summary>
    float[] Scores(params ReadOnlySpan<int> tokens);

    /// <summary>Reads tokens and names the one that the model thinks most likely to follow them.</summary>
    int Next(params ReadOnlySpan<int> tokens) => TensorPrimitives.IndexOfMax<float>(Scores(tokens));
}
