using System.Numerics.Tensors;
using LlmPhases.BackEnds;

namespace LlmPhases;

/// <summary>A warm-up that says whether it is the same model twice, and whether its KV cache is right.</summary>
internal static class SelfCheck
{
    // Relative to the scores' length. The same sums in another order differ by some 1e-6 in single precision; another model by about 1.
    private const float Tolerance = 1e-4f;

    /// <summary>Reads the prompt at once and token by token under each back end; null when all score alike, else who does not.</summary>
    public static string? Run(BackEnd[] backEnds, int[] prompt)
    {
        float[] expected = Read(backEnds[0], [prompt]);
        foreach (BackEnd backEnd in backEnds)
        {
            float batched = Error(expected, Read(backEnd, [prompt])), stepped = Error(expected, Read(backEnd, prompt.Chunk(1)));
            if (!(batched <= Tolerance && stepped <= Tolerance))
            {
                return FormattableString.Invariant(
                    $"{backEnd.Name} is off by {batched:G2} of the scores' length in one pass, by {stepped:G2} token by token.");
            }
        }

        return null;
    }

    /// <summary>Whether two greedy answers are the same, or part where the scores of their two tokens are as near as the tolerance.</summary>
    public static bool Agree(BackEnd backEnd, int[] prompt, int[] a, int[] b)
    {
        int same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length)
        {
            return true;
        }

        // From here on they continue different texts, so what follows is not compared. Each score may be off by the tolerance.
        float[] scores = Read(backEnd, [[.. prompt, .. a[..same]]]);
        return Math.Abs(scores[a[same]] - scores[b[same]]) <= 2 * Tolerance * TensorPrimitives.Norm<float>(scores);
    }

    private static float[] Read(BackEnd backEnd, IEnumerable<int[]> passes)
    {
        using IDecoder decoder = backEnd.Begin();
        float[] scores = [];
        foreach (int[] tokens in passes)
        {
            scores = decoder.Scores(tokens);
        }

        return scores;
    }

    private static float Error(float[] expected, float[] scores) =>
        TensorPrimitives.Distance<float>(expected, scores) / TensorPrimitives.Norm<float>(expected);
}
