namespace AIMetering.Benchmarks.Measuring;

/// <summary>The figures of all trials, each trial once or several times.</summary>
internal sealed class Figures
{
    private readonly SortedDictionary<string, List<Dictionary<string, double>>> _trials = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, List<Dictionary<string, double>>> All => _trials;

    public void Add(string trial, Dictionary<string, double> figures)
    {
        if (!_trials.TryGetValue(trial, out List<Dictionary<string, double>>? repeats))
        {
            _trials.Add(trial, repeats = []);
        }

        repeats.Add(figures);
    }

    public bool Has(string trial) => _trials.ContainsKey(trial);

    public double this[string trial, string figure] => Spread(trial, figure).Median;

    /// <summary>The middle and the quarters over the repeats.</summary>
    public Spread Spread(string trial, string figure) =>
        Measuring.Spread.Of(_trials.TryGetValue(trial, out List<Dictionary<string, double>>? repeats)
            ? repeats.Select(each => each.GetValueOrDefault(figure, double.NaN)) : []);

    /// <summary>The middle and the quarters of the difference between two trials, repeat by repeat.</summary>
    public Spread Difference(string trial, string other, string figure) =>
        Measuring.Spread.Of(_trials[trial].Zip(_trials[other], (one, two) => one[figure] - two[figure]));

    /// <summary>The middle and the quarters of the ratio of two trials, repeat by repeat, both less what a third needs.</summary>
    public Spread Ratio(string trial, string other, string without, string figure) =>
        Measuring.Spread.Of(_trials[trial].Zip(_trials[other], _trials[without]).Select(each =>
            (each.First[figure] - each.Third[figure]) / (each.Second[figure] - each.Third[figure])));
}
