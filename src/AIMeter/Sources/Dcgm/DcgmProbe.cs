namespace AIMetering.Sources.Dcgm;

/// <summary>What a user may choose about DCGM. It is opt-in: profiling changes what is measured.</summary>
internal sealed record DcgmOptions
{
    /// <summary>Gets the host engine's address: a host with an optional port, or the path of a unix socket.</summary>
    public string Address { get; init; } = "localhost:5555";

    /// <summary>Gets where DCGM is looked for, in order.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = DcgmApi.DefaultCandidates;

    /// <summary>Gets the UUIDs of the GPUs wanted; null means all.</summary>
    public IReadOnlyCollection<string>? Uuids { get; init; }
}

/// <summary>Connects to a DCGM host engine that somebody runs; none is ever started.</summary>
internal sealed class DcgmProbe(DcgmOptions options) : ISourceProbe
{
    public const string SourceName = "dcgm";

    private const string ObserverEffect =
        "profiling counters are read; the host engine keeps the GPU's monitoring unit awake, which costs power and may slow kernels a little";

    public string Name => SourceName;

    public ProbedSource Probe(SourceEnvironment environment)
    {
        DcgmSampler? sampler = null;
        if (DcgmApi.TryLoad(options.Libraries, out DcgmReturn failure) is { } api)
        {
            sampler = DcgmSampler.TryOpen(
                api, options.Address, gpu => options.Uuids is null || options.Uuids.Contains(gpu.Uuid), environment.Time, out failure);
        }

        return sampler is null
            ? ProbedSource.Unavailable(SourceName, DcgmVerdict.Reason(failure), DcgmVerdict.Remedy(failure))
            : ProbedSource.Ready(sampler, ObserverEffect);
    }
}
