using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering;

/// <summary>What a recorded run does not say itself.</summary>
public sealed record RecordedRunOptions
{
    /// <summary>Gets where the channels came from; null takes what the description says (<see cref="RunDescription.ChannelSources"/>), else <c>recording</c> for all of them.</summary>
    /// <value>Called once for each channel; channels of one source are taken as read together.</value>
    public Func<Channel, string>? SourceOf { get; init; }

    /// <summary>Gets the sources that were looked for; null takes those of the description, else makes one that is ready for each name <see cref="SourceOf"/> gives.</summary>
    public IReadOnlyList<SourceStatus>? Sources { get; init; }

    /// <summary>Gets the machine the run was recorded on; null takes that of the description, if it says. It is never taken from this machine.</summary>
    public MachineDescription? Machine { get; init; }

    /// <summary>Gets what decides the grams, as in <see cref="MeterConfiguration.WithCarbon"/>; null takes what the description says, else nothing.</summary>
    public CarbonSettings? Carbon { get; init; }

    /// <summary>Gets how long making the report may wait for the carbon providers, if there are any.</summary>
    /// <value>From 0 to 1 h; the default is 5 s. What comes later can be had with <see cref="MeterReport.SettleCarbonAsync"/>.</value>
    public TimeSpan CarbonPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how far the recorded times may lie from the true ones, in either direction; the bounds of energies allow for it.</summary>
    /// <value>From 0 to 1 h. The default is zero, as for what a session records; a file whose stamps are cut to 0.1 s needs at least that.</value>
    public TimeSpan TimeDoubt { get; init; } = TimeSpan.Zero;

    /// <summary>Gets the memory for the samples that the report keeps, as in <see cref="MeterConfiguration.KeepHistory"/>.</summary>
    /// <value>At least 1 MiB; the default is 64 MiB.</value>
    public long HistoryBytes { get; init; } = 64L << 20;
}
