namespace AIMetering.Export;

/// <summary>The samples of one series, to stand in a document.</summary>
/// <param name="Elapsed">Seconds since the session's start.</param>
/// <param name="Values">The values; not a number is a missing one.</param>
/// <param name="ThinnedBy">What to say of how many samples each stands for; null leaves the document's word.</param>
internal sealed record SeriesSamples(IReadOnlyList<double> Elapsed, IReadOnlyList<double> Values, int? ThinnedBy)
{
    public static readonly SeriesSamples None = new([], [], null);
}
