namespace AIMetering.Replay;

/// <summary>The clock of a recording that is played back: it stands where the playback stands.</summary>
internal sealed class PlaybackTime(DateTimeOffset startedAt) : TimeProvider
{
    /// <summary>Gets or sets where the playback stands, in ticks of 100 ns since the start of the recorded run.</summary>
    public long Ticks { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Ticks;

    public override DateTimeOffset GetUtcNow() => startedAt.AddTicks(Ticks);
}
