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
    /// <param name="signal">The signal.</param>
    /// <param name="fresh">What was just said.</param>
    /// <param name="providers">Who is asked, best first.</param>
    public IReadOnlyList<IntensityPoint> Learn(CarbonSignal signal, IReadOnlyList<IntensityPoint> fresh, IReadOnlyList<ICarbonIntensityProvider> providers)
    {
        string[] names = [.. providers.Select(provider => provider.Name)];
        lock (_gate)
        {
            return _said[signal] = Best(fresh, SameModel(fresh, _said.GetValueOrDefault(signal) ?? []), names);
        }
    }

    /// <summary>At each moment the point of the best rank; of one rank that of the provider asked first, so that one who goes silent
    /// is not replaced by the next; of one provider the fresh one.</summary>
    private static List<IntensityPoint> Best(IReadOnlyList<IntensityPoint> fresh, IReadOnlyList<IntensityPoint> old, string[] names)
    {
        ILookup<(IntensityRank, int), IntensityPoint> Sorted(IEnumerable<IntensityPoint> points) => points.ToLookup(
            point => (point.Provenance.Kind.Rank(), Array.IndexOf(names, point.Provenance.Provider) is >= 0 and var place ? place : names.Length));
        ILookup<(IntensityRank, int), IntensityPoint> now = Sorted(fresh), before = Sorted(old);
        List<IntensityPoint> best = [];
        foreach ((IntensityRank, int) place in now.Concat(before).Select(group => group.Key).Distinct().Order())
        {
            best = IntensityRules.Merge(IntensityRules.Merge(best, now[place]), before[place]);
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
