using AIMetering.Readings;

namespace AIMetering;

/// <summary>A source that was counted on is missing, and <see cref="MeterConfiguration.Strict"/> was asked for.</summary>
public sealed class MeterException : Exception
{
    internal MeterException(IReadOnlyList<SourceStatus> missing)
        : base("AIMeter was asked to be strict, and these sources are missing:" +
            string.Concat(missing.Select(status => $"{Environment.NewLine}  {status}")) +
            $"{Environment.NewLine}Leave Strict() out to measure what there is.") => Missing = missing;

    /// <summary>Gets the sources that are missing, each with its reason and remedy.</summary>
    public IReadOnlyList<SourceStatus> Missing { get; }
}
