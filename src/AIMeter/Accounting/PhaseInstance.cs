namespace AIMetering.Accounting;

/// <summary>One run of a phase.</summary>
internal sealed class PhaseInstance(PhaseTotals totals, Edge begin)
{
    private Dictionary<string, double>? _counts;

    public PhaseTotals Totals { get; } = totals;

    public Edge Begin { get; } = begin;

    /// <summary>Gets or sets the end; null while the phase runs.</summary>
    public Edge? End { get; set; }

    /// <summary>Gets or sets the time spent draining GPU work at the edges, in seconds.</summary>
    public double DrainSeconds { get; set; }

    public IReadOnlyDictionary<string, double>? Counts => _counts;

    /// <summary>Gets whether every track has told the energy at both edges.</summary>
    public bool IsSettled => End is { Waiting: 0 } && Begin.Waiting == 0;

    public void Count(string unit, double amount)
    {
        _counts ??= [];
        _counts[unit] = _counts.GetValueOrDefault(unit) + amount;
    }
}
