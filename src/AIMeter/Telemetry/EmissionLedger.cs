namespace AIMetering.Telemetry;

/// <summary>The grams of all sessions by carbon signal: of each joule once, at the price of the time when it was seen.</summary>
internal sealed class EmissionLedger
{
    private readonly SortedDictionary<string, double> _grams = new(StringComparer.Ordinal);

    public IReadOnlyList<KeyValuePair<string, double>> Grams => [.. _grams];

    /// <summary>Prices joules of the computer. Those without a price are in no sum: they are unknown, not free.</summary>
    public void Add(double joules, IReadOnlyList<(string Signal, double GramsPerJoule)> prices)
    {
        foreach ((string signal, double gramsPerJoule) in prices)
        {
            _grams[signal] = _grams.GetValueOrDefault(signal) + (joules * gramsPerJoule);
        }
    }
}
