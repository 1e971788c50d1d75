using AIMetering.Carbon;

namespace AIMetering;

public sealed partial class MeterReport
{
    /// <summary>Gets the carbon of the run by the latest prices; null when it was not worked out. Without a region its results say how to get one.</summary>
    public CarbonStatement? Carbon => CarbonAccount?.Current ?? LoadedCarbon;

    /// <summary>Gets the energy of the devices in the total over time, in UTC; null when none is known.</summary>
    public EnergyTimeline? Timeline { get; init; }

    internal CarbonAccount? CarbonAccount { get; init; }

    internal CarbonStatement? LoadedCarbon { get; init; }

    /// <summary>Asks the configured providers for the intensities of the time of the run and prices it anew.</summary>
    /// <returns>The new statement; <see cref="Carbon"/> gives it too. Null when no carbon was configured.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<CarbonStatement?> SettleCarbonAsync(CancellationToken cancellation = default) =>
        CarbonAccount is null ? Carbon : await CarbonAccount.SettleAsync(cancellation).ConfigureAwait(false);

    /// <summary>Prices the same energy in other regions, by their yearly averages.</summary>
    /// <param name="codes">Region codes as for <see cref="MeterConfiguration.InRegion(string)"/>.</param>
    /// <exception cref="ArgumentException">A code is not known.</exception>
    public RegionComparison CompareRegions(params string[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return CarbonPlanning.CompareRegions(Timeline, codes.Select(GridRegion.Parse));
    }

    /// <summary>Finds when the same run, begun inside a window, would emit least.</summary>
    /// <param name="forecast">The intensities over the window and the length of the run.</param>
    /// <param name="from">The earliest start.</param>
    /// <param name="to">The latest start.</param>
    /// <exception cref="InvalidOperationException">The report knows no energy over time.</exception>
    public BestStart BestStart(IntensitySeries forecast, DateTimeOffset from, DateTimeOffset to) => CarbonPlanning.BestStart(
        Timeline ?? throw new InvalidOperationException("BestStart needs the energy of a run, and this report knows none; see its sources for what is missing."),
        forecast, from, to);
}
