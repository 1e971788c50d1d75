namespace AIMetering;

/// <summary>Where a session's report and readings go. Leaves add their own by extension methods on this type.</summary>
public sealed class OutputConfiguration
{
    private readonly MeterConfiguration _configuration;

    internal OutputConfiguration(MeterConfiguration configuration) => _configuration = configuration;

    internal List<IReportSink> ReportSinks { get; } = [];

    internal List<Func<IReadingSink>> ReadingSinks { get; } = [];

    /// <summary>Hands the finished report to a sink.</summary>
    /// <returns>The configuration, to go on with.</returns>
    public MeterConfiguration Sink(IReportSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ReportSinks.Add(sink);
        return _configuration;
    }

    /// <summary>Hands every reading to a sink while it is measured.</summary>
    /// <param name="create">Makes the sink when the session starts; an exception stops the start, before anything is measured.</param>
    /// <returns>The configuration, to go on with.</returns>
    public MeterConfiguration Sink(Func<IReadingSink> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        ReadingSinks.Add(create);
        return _configuration;
    }
}
