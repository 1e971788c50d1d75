using AIMetering.Analysis;
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
}
