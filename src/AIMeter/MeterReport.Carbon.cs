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

    /// <summary>The location-based carbon of one phase: its energy at the mean intensity of the time it ran, site overhead included.</summary>
    /// <returns>The mass; null when no region was given or the phase's energy is unknown.</returns>
    public CarbonMass? CarbonOf(PhaseReport phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        (TimeSpan from, TimeSpan to) = phase.Runs.Count == 0 ? (TimeSpan.Zero, Duration) : (phase.FirstStart, phase.Runs.Max(run => run.End));
        return GramsPerJoule(from, to) * phase.Energy.Energy?.Joules is { } grams ? CarbonMass.FromGrams(grams) : null;
    }

    /// <summary>The location-based carbon of one device over the run: its energy at the mean intensity of the run, site overhead included.</summary>
    /// <returns>The mass; null when no region was given or the device's energy is unknown.</returns>
    public CarbonMass? CarbonOf(DeviceReport device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return GramsPerJoule(TimeSpan.Zero, Duration) * device.Energy.Energy?.Joules is { } grams ? CarbonMass.FromGrams(grams) : null;
    }

    // Weighed by the energy of the run in that time, as the whole is; a report read from a file knows the mean of the whole only.
    private double? GramsPerJoule(TimeSpan from, TimeSpan to)
    {
        CarbonResult? result = CarbonAccount is not null && Timeline is not null
            ? CarbonAccount.PricePart(CarbonSignal.Average, Timeline.Window(StartedAt + from, StartedAt + to))
            : Carbon?.Average;
        return result is { Mass: { } mass, PricedEnergy.Joules: > 0 } ? mass.Grams / result.PricedEnergy.Joules : null;
    }

    /// <summary>Prices the same energy in other regions, by their yearly averages.</summary>
    /// <remarks>With the site overhead of <see cref="MeterConfiguration.WithPue"/> for all, or else each cloud region's own and 1 elsewhere.</remarks>
    /// <param name="codes">Region codes as for <see cref="MeterConfiguration.InRegion(string)"/>.</param>
    /// <exception cref="ArgumentException">A code is not known.</exception>
    public RegionComparison CompareRegions(params string[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return CarbonPlanning.CompareRegions(Timeline, codes.Select(GridRegion.Parse), CarbonAccount?.AskedPue);
    }

    /// <summary>Finds when the same run, begun inside a window, would emit least.</summary>
    /// <param name="forecast">The intensities over the window and the length of the run.</param>
    /// <param name="from">The earliest start.</param>
    /// <param name="to">The latest start.</param>
    /// <exception cref="InvalidOperationException">The report knows no energy over time.</exception>
    public BestStart BestStart(IntensitySeries forecast, DateTimeOffset from, DateTimeOffset to) => CarbonPlanning.BestStart(
        Timeline ?? throw new InvalidOperationException("BestStart needs the energy of a run, and this report knows none; see its sources for what is missing."),
        forecast, from, to, Carbon?.Average.Pue);
}
