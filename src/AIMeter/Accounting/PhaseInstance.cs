namespace AIMetering.Accounting;

/// <summary>One run of a phase.</summary>
internal sealed class PhaseInstance(PhaseTotals totals, long number, Edge begin)
{
    private Dictionary<string, double>? _counts;

    public PhaseTotals Totals { get; } = totals;

    /// <summary>Gets its number in the session.</summary>
    public long Number { get; } = number;

    public Edge Begin { get; } = begin;

    /// <summary>Gets or sets the end; null while the phase runs.</summary>
    public Edge? End { get; set; }

    /// <summary>Gets or sets the time spent draining GPU work at the edges, in seconds.</summary>
    public double DrainSeconds { get; set; }

    /// <summary>Gets or sets whether the session ended before it did.</summary>
    public bool IsUnfinished { get; set; }

    /// <summary>Gets or sets whether the streaming outputs are to be told of it.</summary>
    public bool IsWaiting { get; set; }

    public IReadOnlyDictionary<string, double>? Counts => _counts;

    /// <summary>Gets whether every track has told the energy at both edges.</summary>
    public bool IsSettled => End is { Waiting: 0 } && Begin.Waiting == 0;

    public void Count(string unit, double amount)
    {
        _counts ??= [];
        _counts[unit] = _counts.GetValueOrDefault(unit) + amount;
    }
}
