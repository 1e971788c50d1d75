using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering;

/// <summary>Takes readings while they are measured, so that a killed process leaves what it measured.</summary>
/// <remarks>
/// Called several times a second, on a thread of the session and on no other, in the order open, any number of writes, close. The
/// session does not wait for it while measuring. An exception ends this sink only: it is logged and noted in the report.
/// </remarks>
public interface IReadingSink : IDisposable
{
    /// <summary>Gets a name for messages, such as <c>csv</c>.</summary>
    string Name { get; }

    /// <summary>Begins a run.</summary>
    void Open(RunDescription run);

    /// <summary>Takes the readings since the last call, grouped by sample, in the order of time within a source.</summary>
    void Write(ReadOnlySpan<Reading> readings);

    /// <summary>Takes what happened besides readings: phases that began, counted or ended, idle time, counts. The readings of that time came before it.</summary>
    /// <remarks>A sink that keeps readings only leaves it out.</remarks>
    void Write(RunProgress progress)
    {
    }

    /// <summary>Ends the run.</summary>
    void Close(MeterReport report);
}

/// <summary>What is known of a run when it begins.</summary>
/// <param name="Name">The name given to the session.</param>
/// <param name="RunId">An id that no other run has.</param>
/// <param name="StartedAt">When it started, in UTC.</param>
/// <param name="SamplingInterval">How often sources are read.</param>
/// <param name="Channels">Every series known at the start; series recorded by the user may come later.</param>
public sealed record RunDescription(
    string Name, string RunId, DateTimeOffset StartedAt, TimeSpan SamplingInterval, IReadOnlyList<Channel> Channels)
{
    /// <summary>Gets the name of the source of each channel, in the order of <see cref="Channels"/>; empty when that is not known.</summary>
    public IReadOnlyList<string> ChannelSources { get; init; } = [];

    /// <summary>Gets every source that was looked for, those that are missing with their reasons; empty when that is not known.</summary>
    public IReadOnlyList<SourceStatus> Sources { get; init; } = [];

    /// <summary>Gets the machine that is measured; null when that is not known.</summary>
    public MachineDescription? Machine { get; init; }

    /// <summary>Gets what decides the grams; null when that is not known.</summary>
    public CarbonSettings? Carbon { get; init; }
}
