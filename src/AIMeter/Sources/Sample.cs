namespace AIMetering.Sources;

/// <summary>What one channel gave in one sample: the read lies between two time stamps.</summary>
internal readonly record struct Sample(long Before, long After, double Value, SampleState State, string? Failure);

/// <summary>Whether a channel gave a value in a sample.</summary>
internal enum SampleState : byte
{
    /// <summary>The channel was not asked, or has nothing new.</summary>
    NotAsked,

    /// <summary>A value was read.</summary>
    Read,

    /// <summary>The source has no value at the moment.</summary>
    Missing,

    /// <summary>The read failed.</summary>
    Failed,
}
