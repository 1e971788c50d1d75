using AIMetering.Analysis.Comparison;

namespace AIMetering.Analysis;

/// <summary>What is compared.</summary>
public enum ComparedQuantity
{
    /// <summary>Energy in joules.</summary>
    Energy,

    /// <summary>Energy for one of what was counted, such as J/token.</summary>
    EnergyPerUnit,

    /// <summary>Mean power in watts.</summary>
    Power,

    /// <summary>Time in seconds.</summary>
    Duration,

    /// <summary>How many of what was counted were made each second.</summary>
    Throughput,

    /// <summary>Location-based carbon in grams.</summary>
    Carbon,
}

/// <summary>Where the interval of a difference comes from.</summary>
public enum ComparisonMethod
{
    /// <summary>From the limits of single figures: what the instruments leave open. How much runs vary is not in it.</summary>
    InstrumentBounds,

    /// <summary>From the spread of repeated runs by Welch's t, widened by the instruments' scale errors.</summary>
    RepeatedRuns,

    /// <summary>The same from the runs of a phase inside one session each.</summary>
    RepeatedPhases,
}

/// <summary>What a comparison shows.</summary>
public enum ComparisonVerdict
{
    /// <summary>The interval of the difference holds zero. That does not show that there is none.</summary>
    NoDifferenceShown,

    /// <summary>B is lower than A.</summary>
    Lower,

    /// <summary>B is higher than A.</summary>
    Higher,

    /// <summary>One of the two is not known.</summary>
    Unknown,
}

/// <summary>One side of a comparison.</summary>
/// <param name="Mean">The figure, or the mean of the figures of repeated runs.</param>
/// <param name="Low">The least it can be by its instruments' limits.</param>
/// <param name="High">The most it can be.</param>
/// <param name="Count">How many runs it is the mean of.</param>
/// <param name="StandardDeviation">The sample standard deviation of the runs; null for a single one.</param>
public sealed record ComparedValue(double Mean, double Low, double High, int Count, double? StandardDeviation);

/// <summary>One quantity of two runs, or of two groups of runs.</summary>
public sealed record QuantityComparison
{
    /// <summary>Gets what the figure is of: <c>total</c>, a device's id, <c>phase</c> and its path, and so on.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets what is compared.</summary>
    public required ComparedQuantity Quantity { get; init; }

    /// <summary>Gets the unit of all figures of this comparison.</summary>
    public required string Unit { get; init; }

    /// <summary>Gets the first side; null when it is not known.</summary>
    public ComparedValue? A { get; init; }

    /// <summary>Gets the second side; null when it is not known.</summary>
    public ComparedValue? B { get; init; }

    /// <summary>Gets B − A; null when one is not known.</summary>
    public double? Difference { get; init; }

    /// <summary>Gets the difference as a part of A; null when A is zero or one is not known.</summary>
    public double? Relative => A is { Mean: not 0 } a ? Difference / Math.Abs(a.Mean) : null;

    /// <summary>Gets the lower end of the interval of the difference.</summary>
    public double? Low { get; init; }

    /// <summary>Gets the upper end of the interval of the difference.</summary>
    public double? High { get; init; }

    /// <summary>Gets where the interval comes from.</summary>
    public ComparisonMethod Method { get; init; }

    /// <summary>Gets the confidence of the interval, such as 0.95; null for the instruments' limits, which are a worst case.</summary>
    public double? Confidence { get; init; }

    /// <summary>Gets the two-sided p-value of Welch's t of the spread alone; null without repeats.</summary>
    public double? PValue { get; init; }

    /// <summary>Gets the size of the effect in pooled standard deviations, corrected for few runs (Hedges' g); null without repeats or without spread.</summary>
    public double? HedgesG { get; init; }

    /// <summary>Gets the smallest difference that this comparison can be expected to show.</summary>
    /// <value>With repeats what would be found with the power asked for; without, what the instruments leave open.</value>
    public double? MinimumDetectable { get; init; }

    /// <summary>Gets whether both sides were measured by the same sensors, so that their scale error scales the difference instead of adding to it.</summary>
    public bool SharesSensors { get; init; }

    /// <summary>Gets what the comparison shows.</summary>
    public required ComparisonVerdict Verdict { get; init; }

    /// <summary>Gets why a side is not known; null when both are.</summary>
    public string? Reason { get; init; }
}

/// <summary>Two runs, or two groups of repeated runs, side by side.</summary>
public sealed record ReportComparison
{
    internal ReportComparison()
    {
    }

    /// <summary>Gets the names of the first runs.</summary>
    public required IReadOnlyList<string> A { get; init; }

    /// <summary>Gets the names of the second runs.</summary>
    public required IReadOnlyList<string> B { get; init; }

    /// <summary>Gets every quantity: total, devices, phases, what was counted, power, time and carbon.</summary>
    public required IReadOnlyList<QuantityComparison> Rows { get; init; }

    /// <summary>Gets what makes the runs differ besides what was meant to: machines, sources, methods, sampling, trouble while measuring.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Gets remarks on how to read the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The comparison of one quantity; null when there is none.</summary>
    public QuantityComparison? Find(string subject, ComparedQuantity quantity) => Rows.FirstOrDefault(row => row.Subject == subject && row.Quantity == quantity);

    /// <summary>The comparison as a table for people.</summary>
    /// <param name="options">Width and ASCII; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public string ToText(ReportTextOptions? options = null) => ComparisonText.Write(this, options ?? new());

    /// <summary>The comparison for people, as <see cref="ToText"/> writes it by default.</summary>
    public override string ToString() => ToText();
}
