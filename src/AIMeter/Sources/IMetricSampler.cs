using AIMetering.Readings;

namespace AIMetering.Sources;

/// <summary>A source of readings. Implement it to add your own: a smart plug, a PDU, a simulator.</summary>
/// <remarks>
/// The session reads it on a thread of its own (unless <see cref="MayBlock"/> is false), so it may wait for a network without
/// delaying anybody. An exception from <see cref="Sample"/> becomes a missing sample, counted and explained in the report; it
/// never reaches the measured program. A sampler that is <see cref="IDisposable"/> is disposed when its session ends.
/// </remarks>
public interface IMetricSampler
{
    /// <summary>Gets the name of the source, unique in a session, such as <c>smart-plug</c>.</summary>
    string Name { get; }

    /// <summary>Gets the series this source gives, in the order of the indexes used when writing. Asked once, at the start.</summary>
    IReadOnlyList<Channel> Channels { get; }

    /// <summary>Gets how often to read this source; null takes the session's interval.</summary>
    TimeSpan? Interval => null;

    /// <summary>Gets whether a read may take long (a network, a slow bus). The default is true.</summary>
    /// <remarks>
    /// A source that does not block is also read on the caller's thread at the edges of phases, and must then bear being read
    /// from any thread; two reads never run at once.
    /// </remarks>
    bool MayBlock => true;

    /// <summary>Reads the values and writes each to its channel as soon as it is known: the time of writing is its time stamp.</summary>
    /// <param name="writer">Takes the values; valid during the call only.</param>
    void Sample(SampleWriter writer);
}
