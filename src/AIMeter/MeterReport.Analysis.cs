using AIMetering.Analysis;
using AIMetering.Analysis.Bottlenecks;
using AIMetering.Analysis.Comparison;
using AIMetering.Analysis.Correlation;
using AIMetering.Analysis.Phases;

namespace AIMetering;

public sealed partial class MeterReport
{
    /// <summary>Finds the loads and idle gaps of a run in which no phases were marked, each with its energy and bound.</summary>
    /// <param name="options">The series to look at, its limits and the shortest phase; null takes GPU utilization, else power.</param>
    /// <returns>
    /// Phases that follow each other from the start to the end of the session; a run without a gap is one load. Empty when the
    /// report has no such series with two samples.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of its range, or the report has no series of that name; the message says which.</exception>
    /// <remarks>
    /// The series is busy from the upper limit on and idle from the lower one down; between them the state before goes on. The energy
    /// comes from the kept samples, by the same rules as while measuring, and so do its limits.
    /// </remarks>
    public IReadOnlyList<DetectedPhase> DetectPhases(PhaseDetectionOptions? options = null) =>
        new PhaseDetector(this, options ?? new()).Find();

    /// <summary>Correlates every series of the run with every other, at lag zero and at the lag where they agree best.</summary>
    /// <param name="options">The series, the phase and the grid; null takes all series of the whole session.</param>
    /// <returns>Every pair, with p-values that count with effective samples, and the strongest ones.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or the report has no such phase; the message says which.</exception>
    /// <remarks>
    /// Samples of their own times are brought onto common points without inventing any: the mean of what lies in a cell, or the last
    /// value while it is not too old. Counters are compared by their rate, energy counters by their power. Points at which one of the two
    /// has no value do not count. Constant series take no part.
    /// </remarks>
    public CorrelationReport Correlate(CorrelationOptions? options = null) => new Correlator(this, options ?? new()).Run();

    /// <summary>Names what held the run back: compute, memory bandwidth, PCIe, NVLink, the host, idle gaps, a power cap or heat.</summary>
    /// <returns>
    /// The bottlenecks that the numbers show, ranked by the part of the run they took, none when all is well; and what could not be told
    /// for lack of numbers, with how to get them. Every rule is asked for every GPU, in the whole run and in every phase.
    /// </returns>
    /// <remarks>docs/analysis.md tells every rule with its thresholds and their sources.</remarks>
    public DiagnosisReport Diagnose() => new Diagnostician(this).Run();

    /// <summary>Compares two runs: total, devices, phases, what was counted, power, time and carbon.</summary>
    /// <param name="a">The run to start from.</param>
    /// <param name="b">The run held against it: differences are B − A.</param>
    /// <param name="options">Confidence and power, and whether both ran on one machine; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <remarks>
    /// Of single runs the intervals hold what the instruments leave open, at worst, but not how much runs vary: compare groups of repeated
    /// runs for that. docs/analysis.md tells how scale errors are treated.
    /// </remarks>
    public static ReportComparison Compare(MeterReport a, MeterReport b, ComparisonOptions? options)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Compare([a], [b], options);
    }

    /// <summary>Compares two runs at the default options.</summary>
    /// <param name="a">The run to start from.</param>
    /// <param name="b">The run held against it: differences are B − A.</param>
    public static ReportComparison Compare(MeterReport a, MeterReport b) => Compare(a, b, null);

    /// <summary>Compares two groups of repeated runs: differences of means with confidence interval, p-value and size of effect.</summary>
    /// <param name="a">The runs to start from; one or more.</param>
    /// <param name="b">The runs held against them; one or more.</param>
    /// <param name="options">Confidence and power, and whether all ran on one machine; null takes the defaults.</param>
    /// <exception cref="ArgumentException">A side has no report, or an option is out of its range; the message says which.</exception>
    public static ReportComparison Compare(IReadOnlyList<MeterReport> a, IReadOnlyList<MeterReport> b, ComparisonOptions? options)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new Comparer(a, b, options ?? new()).Run();
    }

    /// <summary>Compares two groups of repeated runs at the default options.</summary>
    /// <param name="a">The runs to start from; one or more.</param>
    /// <param name="b">The runs held against them; one or more.</param>
    /// <exception cref="ArgumentException">A side has no report.</exception>
    public static ReportComparison Compare(IReadOnlyList<MeterReport> a, IReadOnlyList<MeterReport> b) => Compare(a, b, null);
}
