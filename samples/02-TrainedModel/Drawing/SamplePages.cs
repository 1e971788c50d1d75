using System.Globalization;

namespace TrainedModel.Drawing;

/// <summary>Texts to draw and read back. The figures on them are made up, from a fixed seed.</summary>
internal static class SamplePages
{
    public static IReadOnlyList<string[]> Create(int pages)
    {
        var random = new Random(Seed: 7);
        return [.. Enumerable.Range(0, pages).Select(_ => Page(random))];
    }

    private static string[] Page(Random random) =>
    [
        $"ENERGY {OneDecimal(random)} KWH",
        $"CARBON {OneDecimal(random)} KG",
        $"TOKENS {random.Next(10_000, 100_000)}",
        "MEASURED NOT GUESSED",
    ];

    private static string OneDecimal(Random random) => (random.Next(100, 1000) / 10.0).ToString("F1", CultureInfo.InvariantCulture);
}
