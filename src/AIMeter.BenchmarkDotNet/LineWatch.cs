using BenchmarkDotNet.Loggers;

namespace AIMetering.Diagnosers;

/// <summary>Hears the benchmark process say that an iteration is over. It prints nothing.</summary>
/// <remarks>BenchmarkDotNet tells diagnosers of the first and the last iteration only; of each it writes a line as soon as it ended.</remarks>
internal sealed class LineWatch(EnergyDiagnoser diagnoser) : ILogger
{
    // IterationMode and IterationStage without a blank, as Measurement.ToString writes them.
    private const string IterationLine = "WorkloadActual";

    /// <inheritdoc/>
    public string Id { get; } = $"{nameof(LineWatch)}-{Guid.NewGuid():N}"; // of loggers with the same id BenchmarkDotNet keeps one

    /// <inheritdoc/>
    public int Priority => 0;

    /// <inheritdoc/>
    public void Write(LogKind logKind, string text)
    {
    }

    /// <inheritdoc/>
    public void WriteLine()
    {
    }

    /// <inheritdoc/>
    public void WriteLine(LogKind logKind, string text)
    {
        if (text is not null && text.StartsWith(IterationLine, StringComparison.Ordinal))
        {
            diagnoser.IterationLine();
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }
}
