using AIMetering.Analysis.Correlation;
using AIMetering.Readings;

namespace AIMetering.Analysis;

/// <summary>How the series of a run move together: every pair, the strongest ones, and what took no part.</summary>
public sealed record CorrelationReport
{
    internal CorrelationReport()
    {
    }

    /// <summary>Gets the series that were compared.</summary>
    public required IReadOnlyList<CorrelatedSeries> Series { get; init; }

    /// <summary>Gets the series that were not, with the reason.</summary>
    public required IReadOnlyList<DroppedSeries> Dropped { get; init; }

    /// <summary>Gets every pair with enough common points, in the order of the series.</summary>
    public required IReadOnlyList<CorrelatedPair> Pairs { get; init; }

    /// <summary>Gets the strongest pairs: those that hold at a false discovery rate of 5 % first, each group by the size of Pearson's correlation.</summary>
    /// <remarks>Views of one quantity are left out.</remarks>
    public required IReadOnlyList<CorrelatedPair> Strongest { get; init; }

    /// <summary>Gets the path of the phase looked into; null for the whole session.</summary>
    public string? Phase { get; init; }

    /// <summary>Gets the distance of the common points.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>Gets how many common points there are.</summary>
    public required int Points { get; init; }

    /// <summary>Gets the longest lag that was tried in either direction.</summary>
    public required TimeSpan MaxLag { get; init; }

    /// <summary>Gets remarks for the reader.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The pair of two series in either order; null when there is none.</summary>
    /// <remarks>The pair keeps its own order: mind the sign of its lag.</remarks>
    public CorrelatedPair? Find(string first, string second) => Pairs.FirstOrDefault(
        pair => (pair.First == first && pair.Second == second) || (pair.First == second && pair.Second == first));

    /// <summary>All pairs of one series, strongest first as in <see cref="Strongest"/>, views of one quantity last.</summary>
    public IReadOnlyList<CorrelatedPair> Of(string series) =>
        [.. PairOrder.Strongest(Pairs.Where(pair => pair.First == series || pair.Second == series))];

    /// <summary>The correlations as tables for people.</summary>
    /// <param name="options">Width and ASCII; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public string ToText(ReportTextOptions? options = null) => CorrelationText.Write(this, options ?? new());

    /// <summary>The correlations for people, as <see cref="ToText"/> writes them by default.</summary>
    public override string ToString() => ToText();
}

/// <summary>A series that was compared.</summary>
/// <param name="Name">Its full name, such as <c>gpu0.power</c>.</param>
/// <param name="Device">The device it is of.</param>
/// <param name="Unit">The unit it was compared in: of counters the rate, of energy counters W.</param>
/// <param name="Points">At how many common points it has a value.</param>
/// <param name="Mean">The mean of these values.</param>
/// <param name="StandardDeviation">Their sample standard deviation.</param>
public sealed record CorrelatedSeries(string Name, Device Device, MetricUnit Unit, int Points, double Mean, double StandardDeviation);

/// <summary>A series that took no part.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Reason">Why not.</param>
public sealed record DroppedSeries(string Name, string Reason);
