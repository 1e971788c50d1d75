namespace AIMetering.Carbon;

/// <summary>What providers have said so far, by signal: the forecast of the beginning of a run prices it at once when it ends, and
/// a provider that goes silent later takes nothing back.</summary>
internal sealed class IntensityMemory
{
    private readonly Dictionary<CarbonSignal, List<IntensityPoint>> _said = [];
    private readonly Lock _gate = new();

    /// <summary>The points known for a signal, in the order of time, without overlaps.</summary>
    public IReadOnlyList<IntensityPoint> Of(CarbonSignal signal)
    {
        lock (_gate)
        {
            return _said.GetValueOrDefault(signal) ?? [];
        }
    }

    /// <summary>Adds what was just said, and gives all that is known now.</summary>
    public IReadOnlyList<IntensityPoint> Learn(CarbonSignal signal, IReadOnlyList<IntensityPoint> fresh)
    {
        lock (_gate)
        {
            return _said[signal] = Best(fresh, SameModel(fresh, _said.GetValueOrDefault(signal) ?? []));
        }
    }

    /// <summary>At each moment the point of the best rank; of two of one rank the fresh one.</summary>
    private static List<IntensityPoint> Best(IReadOnlyList<IntensityPoint> fresh, IReadOnlyList<IntensityPoint> old)
    {
        List<IntensityPoint> best = [];
        foreach (IntensityRank rank in Enum.GetValues<IntensityRank>())
        {
            best = IntensityRules.Merge(best, fresh.Where(point => point.Provenance.Kind.Rank() == rank));
            best = IntensityRules.Merge(best, old.Where(point => point.Provenance.Kind.Rank() == rank));
        }

        return best;
    }

    /// <summary>Marginal models are never mixed: where a provider has gone over to another, its older points are left
    /// out.</summary>
    private static IReadOnlyList<IntensityPoint> SameModel(IReadOnlyList<IntensityPoint> fresh, IReadOnlyList<IntensityPoint> old)
    {
        ILookup<string, string?> models = fresh
            .Where(point => point.Provenance.Signal != CarbonSignal.Average && point.Provenance.Kind.Rank() == IntensityRank.Real)
            .Select(point => (point.Provenance.Provider, point.Provenance.Vintage)).Distinct()
            .ToLookup(each => each.Provider, each => each.Vintage);
        return models.Count == 0 ? old : [.. old.Where(point =>
            !models.Contains(point.Provenance.Provider) || models[point.Provenance.Provider].Contains(point.Provenance.Vintage))];
    }
}
