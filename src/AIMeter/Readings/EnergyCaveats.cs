namespace AIMetering.Readings;

/// <summary>What is doubtful about an energy figure. None of these is silent: the report prints them.</summary>
[Flags]
public enum EnergyCaveats
{
    /// <summary>Nothing is doubtful.</summary>
    None = 0,

    /// <summary>The window is shorter than the sensor can see (less than two of its refresh periods): an estimate with a wide bound.</summary>
    BelowResolution = 1,

    /// <summary>Samples were missing for more than three periods; the gap was bridged and widened the bound.</summary>
    Gap = 2,

    /// <summary>The counter went back or restarted in the window; the energy up to then is kept, the gap is bridged.</summary>
    CounterReset = 4,

    /// <summary>A difference implied more power than the device can draw; it was rejected and bridged.</summary>
    ImpossibleDelta = 8,

    /// <summary>The machine slept in the window; energy during sleep is not known.</summary>
    Suspended = 16,

    /// <summary>The sensor was lost before the window ended; the figure covers the time until then.</summary>
    SensorLost = 32,

    /// <summary>The figure lacks a part; the report names it.</summary>
    Partial = 64,

    /// <summary>Part of the figure is a model, not a measurement.</summary>
    ContainsEstimate = 128,

    /// <summary>The sensor sees only part of the time; the rest is assumed to be between the neighbouring samples.</summary>
    BetweenSamplesAssumed = 256,

    /// <summary>Counter and integrated power disagree by more than their bounds.</summary>
    CrossCheckFailed = 512,
}
