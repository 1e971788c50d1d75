using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering;

/// <summary>Measures the energy of AI workloads in process. Start here.</summary>
/// <example><code>using var meter = AIMeter.Start();</code></example>
public static class AIMeter
{
    /// <summary>Starts measuring everything this machine offers, ten times a second.</summary>
    /// <returns>The session; stop or dispose it to get the report.</returns>
    public static MeterSession Start() => Configure().Start();

    /// <summary>Starts measuring everything this machine offers, ten times a second.</summary>
    /// <param name="name">The name of the session in its report; null calls it <c>run</c>.</param>
    /// <returns>The session; stop or dispose it to get the report.</returns>
    public static MeterSession Start(string? name) => Configure(name).Start();

    /// <summary>Configures a session before it starts.</summary>
    /// <param name="name">The name of the session in its report; null calls it <c>run</c>.</param>
    public static MeterConfiguration Configure(string? name = null) => new(name);

    /// <summary>Tells of every source and device whether it is ready, or why not and what would help.</summary>
    public static IReadOnlyList<SourceStatus> Probe() => Probe(Configure());

    internal static IReadOnlyList<SourceStatus> Probe(MeterConfiguration configuration)
    {
        IReadOnlyList<ProbedSource> sources = SourceCatalog.Open(configuration.Environment);
        foreach (ProbedSource source in sources)
        {
            SourceCatalog.Close(source);
        }

        return [.. sources.Select(source => source.Status)];
    }
}
