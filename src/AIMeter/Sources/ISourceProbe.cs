using AIMetering.Readings;

namespace AIMetering.Sources;

/// <summary>Looks for one built-in source on a machine. Never throws: absence is a status.</summary>
internal interface ISourceProbe
{
    /// <summary>Gets the name of the source.</summary>
    string Name { get; }

    /// <summary>Looks for the source and opens it if it is there.</summary>
    ProbedSource Probe(SourceEnvironment environment);
}

/// <summary>The outcome of a probe: a status, and a sampler when it is ready.</summary>
internal sealed record ProbedSource(SourceStatus Status, IMetricSampler? Sampler)
{
    public static ProbedSource Ready(IMetricSampler sampler, string? note = null, string? remedy = null) =>
        new(SourceStatus.Ready(sampler.Name, [.. sampler.Channels.Select(channel => channel.Device).Distinct()], note, remedy), sampler);

    public static ProbedSource Unavailable(string source, string reason, string? remedy = null) =>
        new(SourceStatus.Unavailable(source, reason, remedy), null);
}
