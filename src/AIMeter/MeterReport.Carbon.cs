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

    /// <summary>The location-based carbon of one phase: its energy at the mean intensity of its runs, without the time between them; site overhead included.</summary>
    /// <remarks>
    /// Runs beyond the first 10,000 are not listed one by one: their share of the time is priced at the mean intensity from the last
    /// one listed to the end of the session. A report read from a file knows the mean of the whole session only.
    /// </remarks>
    /// <returns>The mass; null when no region was given or the phase's energy is unknown. It lacks what the whole lacks.</returns>
    public CarbonMass? CarbonOf(PhaseReport phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return Mass(PhaseGramsPerJoule(phase) * phase.Energy.Energy?.Joules);
    }

    /// <summary>The location-based carbon of one device over the run: its energy at the mean intensity of the run, site overhead included.</summary>
    /// <returns>The mass; null when no region was given or the device's energy is unknown. It lacks what the whole lacks.</returns>
    public CarbonMass? CarbonOf(DeviceReport device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Mass(MeanGramsPerJoule * device.Energy.Energy?.Joules);
    }

    /// <summary>The score of a phase (Software Carbon Intensity): its location-based carbon and its share of the devices' making, by the time it ran, per unit counted in it.</summary>
    /// <remarks>The scores of the whole session are in <see cref="CarbonStatement.Scores"/>.</remarks>
    /// <param name="phase">The phase.</param>
    /// <param name="unit">What was counted in it, such as <c>tokens</c>.</param>
    /// <returns>The score, or why it is not defined; null when no carbon was worked out.</returns>
    public SoftwareCarbonIntensity? ScoreOf(PhaseReport phase, string unit)
    {
        ArgumentNullException.ThrowIfNull(phase);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        return Carbon is not { } carbon ? null : SoftwareCarbonIntensity.Of(
            ResultOf(phase, carbon.Average),
            [.. carbon.Embodied.Select(share => share.Of.For(phase.Duration))],
            phase.Units.FirstOrDefault(each => each.Unit == unit)?.Count ?? 0,
            unit);
    }

    private CarbonResult ResultOf(PhaseReport phase, CarbonResult whole)
    {
        double? rate = PhaseGramsPerJoule(phase);
        return whole with
        {
            Mass = Mass(rate * phase.Energy.Energy?.Joules),
            Low = Mass(rate * phase.Energy.Low?.Joules),
            High = Mass(rate * phase.Energy.High?.Joules),
            Reason = whole.Reason ?? phase.Energy.Reason,
        };
    }

    // Of all the energy, not of the priced part alone, or the parts would add up to more than the whole.
    private double? MeanGramsPerJoule => Carbon?.Average is { Mass: { } mass, Energy.Joules: > 0 } whole ? mass.Grams / whole.Energy.Value.Joules : null;

    private double? PhaseGramsPerJoule(PhaseReport phase)
    {
        if (CarbonAccount is null || Timeline is null || phase.Runs.Count == 0)
        {
            return MeanGramsPerJoule;
        }

        double listed = phase.Runs.Sum(run => (run.End - run.Start).TotalSeconds);
        double rest = phase.Runs.Count < phase.Count + phase.Unfinished ? Math.Max(0, phase.Duration.TotalSeconds - listed) : 0;
        double? rate = GramsPerJoule(phase.Runs);
        return rest == 0 ? rate : ((rate * listed) + (GramsPerJoule([(phase.Runs[^1].End, Duration)]) * rest)) / (listed + rest);
    }

    // A run too short to show on the curve has the mean of the session.
    private double? GramsPerJoule(IEnumerable<(TimeSpan Start, TimeSpan End)> spans)
    {
        SpanCarbon carbon = CarbonAccount!.Over(Timeline!, spans.Select(span => (StartedAt + span.Start, StartedAt + span.End)));
        return carbon.Joules > 0 ? carbon.GramsPerJoule : MeanGramsPerJoule;
    }

    // A file holds the overhead that was used; what the region brings by itself was not asked for.
    private PowerUsageEffectiveness? LoadedPue => LoadedCarbon is { } carbon
        && carbon.Average.Pue != (carbon.Region is { } region ? PowerUsageEffectiveness.For(region) : PowerUsageEffectiveness.None) ? carbon.Average.Pue : null;

    private static CarbonMass? Mass(double? grams) => grams is { } known ? CarbonMass.FromGrams(known) : null;

    /// <summary>Prices the same energy in other regions, by their yearly averages.</summary>
    /// <remarks>With the site overhead of <see cref="MeterConfiguration.WithPue"/> for all, or else each cloud region's own and 1 elsewhere.</remarks>
    /// <param name="codes">Region codes as for <see cref="MeterConfiguration.InRegion(string)"/>.</param>
    /// <exception cref="ArgumentException">A code is not known.</exception>
    public RegionComparison CompareRegions(params string[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return CarbonPlanning.CompareRegions(Timeline, codes.Select(GridRegion.Parse), CarbonAccount is { } account ? account.AskedPue : LoadedPue);
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
