using AIMetering.Readings;

namespace AIMetering.Sources.Nvml;

/// <summary>What is published about the power sensors of each generation: their refresh periods and averaging windows.</summary>
/// <remarks>
/// Periods and windows: Yang, Adamek, Armour, "Accurate and Convenient Energy Measurements for GPUs" (SC'24) and the data of
/// JimZeyuYang/GPU_Power_Benchmark. They are starting values: the refresh period is learned while measuring.
/// </remarks>
internal sealed record GpuSensors(TimeSpan Refresh, TimeSpan? UsageWindow, TimeSpan? InstantWindow, TimeSpan CounterTick)
{
    /// <summary>The widest published deviation of boards of data-center and consumer GPUs from a reference meter, as a half-width.</summary>
    private const double GainError = 0.05;

    /// <summary>Short peaks pass the enforced limit; a difference that implies twice the limit is not physics.</summary>
    private const double PeakOverLimit = 2;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>Gets whether power usage is the mean of a whole second, which lags and smears.</summary>
    public bool UsageIsAveraged => UsageWindow == s_second;

    public static GpuSensors Of(GpuIdentity gpu) => gpu.Architecture switch
    {
        null => new(Milliseconds(100), null, null, Milliseconds(100)),
        <= 3 => new(Milliseconds(100), null, null, Milliseconds(100)),                              // Kepler, Maxwell: a slow low-pass
        4 or 5 => new(Milliseconds(20), Milliseconds(10), Milliseconds(10), Milliseconds(20)),      // Pascal, Volta
        6 => new(Milliseconds(100), Milliseconds(100), Milliseconds(100), Milliseconds(100)),       // Turing
        7 when gpu.ComputeCapability == 80 => new(Milliseconds(100), Milliseconds(25), Milliseconds(25), Milliseconds(100)), // GA100
        7 or 8 => new(Milliseconds(100), s_second, Milliseconds(100), Milliseconds(100)),           // other Ampere, Ada
        9 => new(Milliseconds(100), s_second, Milliseconds(25), Milliseconds(100)),                 // Hopper
        _ => new(Milliseconds(100), s_second, null, Milliseconds(100)),                             // Blackwell and newer: not published
    };

    /// <summary>The traits of an energy counter in millijoules.</summary>
    public SensorTraits Counter(double? limitWatts) => new()
    {
        JoulesPerCount = 1e-3,
        RefreshPeriod = CounterTick,
        GainError = GainError,
        MaxPowerWatts = limitWatts * PeakOverLimit,
    };

    /// <summary>The traits of a power reading with a given averaging window.</summary>
    public SensorTraits Power(TimeSpan? window, double? limitWatts) => new()
    {
        RefreshPeriod = Refresh,
        AveragingWindow = window,
        GainError = GainError,
        MaxPowerWatts = limitWatts * PeakOverLimit,
    };

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
