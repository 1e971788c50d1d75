namespace AIMetering.Carbon;

/// <summary>The same run elsewhere, and at another time.</summary>
public static class CarbonPlanning
{
    private const int MostCandidates = 100_000;

    // Sums of pieces cut at other places differ in their last bits; nobody waits for that.
    private const double Hair = 1e-11;

    /// <summary>Prices the same energy in other regions by their yearly values, in the order given.</summary>
    /// <param name="energy">The computer energy over time; null when none was measured.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="pue">One site overhead for all; null takes each cloud region's own, and none elsewhere.</param>
    /// <remarks>Only yearly tables are used, so that all regions are treated alike; their bases can still differ: see
    /// <see cref="RegionComparison.Caution"/>.</remarks>
    public static RegionComparison CompareRegions(
        EnergyTimeline? energy, IEnumerable<GridRegion> regions, PowerUsageEffectiveness? pue = null)
    {
        ArgumentNullException.ThrowIfNull(regions);
        return new RegionComparison(
            [.. regions.Select(region => InRegion(energy, region, pue ?? PowerUsageEffectiveness.For(region)))]);
    }

    /// <summary>Finds when the same run, begun inside a window, would emit least.</summary>
    /// <param name="energy">The computer energy over time.</param>
    /// <param name="forecast">The intensities over the window and the length of the run. For shifting load give a marginal
    /// signal.</param>
    /// <param name="from">The earliest start.</param>
    /// <param name="to">The latest start.</param>
    /// <param name="pue">The site overhead; null is none.</param>
    /// <param name="step">The grain of the starts tried, beside those on which the run begins or ends with a change of intensity;
    /// null is 5 minutes.</param>
    /// <exception cref="ArgumentException">The window ends before it begins, the step is not positive, or the two make more than
    /// 100 000 starts.</exception>
    public static BestStart BestStart(
        EnergyTimeline energy,
        IntensitySeries forecast,
        DateTimeOffset from,
        DateTimeOffset to,
        PowerUsageEffectiveness? pue = null,
        TimeSpan? step = null)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(forecast);
        TimeSpan grain = step ?? TimeSpan.FromMinutes(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(grain, TimeSpan.Zero, nameof(step));
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        if ((to - from) / grain > MostCandidates)
        {
            throw new ArgumentException(
                $"The window holds more than {MostCandidates} starts: give a longer step or a shorter window.", nameof(step));
        }

        return Search(energy, forecast, Candidates(energy, forecast, from, to, grain), pue ?? PowerUsageEffectiveness.None);
    }

    /// <summary>Asks a provider for a time to come, as a series to plan with. Nothing is filled from yearly tables.</summary>
    /// <param name="provider">Whom to ask.</param>
    /// <param name="region">The region.</param>
    /// <param name="signal">The signal; for shifting load the marginal one.</param>
    /// <param name="from">The first moment wanted.</param>
    /// <param name="to">The first moment no longer wanted: the latest start and the length of the run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The series; without points it says why.</returns>
    public static async Task<IntensitySeries> ForecastAsync(
        ICarbonIntensityProvider provider,
        GridRegion region,
        CarbonSignal signal,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var request = new IntensityRequest(region, signal, from, to);
        IntensityAnswer answer = await IntensityAssembly.AskOneAsync(provider, request, cancellationToken).ConfigureAwait(false);
        string? problem = answer.Problem is null ? null : $"{provider.Name}: {answer.Problem}";
        return new IntensitySeries(
            signal, answer.Points, problem, problem is null ? null : [problem])
        { Dropped = answer.Dropped };
    }

    private static RegionCarbon InRegion(EnergyTimeline? energy, GridRegion region, PowerUsageEffectiveness pue) => new(
        region,
        CarbonPricing.Price(energy, GridIntensity.Average(region), pue),
        CarbonPricing.Price(energy, GridIntensity.OperatingMargin(region), pue));

    private static SortedSet<DateTimeOffset> Candidates(
        EnergyTimeline energy, IntensitySeries forecast, DateTimeOffset from, DateTimeOffset to, TimeSpan grain)
    {
        var starts = new SortedSet<DateTimeOffset> { from, to };
        for (DateTimeOffset at = from + grain; at < to; at += grain)
        {
            starts.Add(at);
        }

        foreach (DateTimeOffset edge in forecast.Points.Where(point => point.From > from).Select(point => point.From))
        {
            AddInside(starts, edge, from, to);
            AddInside(starts, edge - energy.Duration, from, to);
        }

        return starts;
    }

    private static void AddInside(SortedSet<DateTimeOffset> starts, DateTimeOffset start, DateTimeOffset from, DateTimeOffset to)
    {
        if (start > from && start < to)
        {
            starts.Add(start);
        }
    }

    private static BestStart Search(
        EnergyTimeline energy, IntensitySeries forecast, SortedSet<DateTimeOffset> starts, PowerUsageEffectiveness pue)
    {
        List<(DateTimeOffset Start, double Weight)> covered = [.. starts
            .Select(start => (Start: start, Weight: Weigh(energy, forecast, start)))
            .Where(candidate => candidate.Weight is not null)
            .Select(candidate => (candidate.Start, candidate.Weight!.Value))];
        if (covered.Count == 0)
        {
            return new BestStart
            {
                Signal = forecast.Signal,
                Reason = "the forecast covers no start of the window for the whole length of the run: ask for a longer one",
            };
        }

        double least = covered.Min(candidate => candidate.Weight), most = covered.Max(candidate => candidate.Weight);
        DateTimeOffset best = covered.First(candidate => candidate.Weight <= least * (1 + Hair)).Start;
        return new BestStart
        {
            Signal = forecast.Signal,
            Start = best,
            Result = At(best),
            AtWindowStart = covered[0].Start == starts.Min ? At(covered[0].Start) : null,
            Worst = At(covered.First(candidate => candidate.Weight >= most * (1 - Hair)).Start),
            Tried = covered.Count,
            NotCovered = starts.Count - covered.Count,
        };

        CarbonResult At(DateTimeOffset start) => CarbonPricing.Price(energy.StartedAt(start), forecast, pue);
    }

    /// <summary>Joules times intensity of the run begun at a start; null when the forecast leaves energy unpriced.</summary>
    /// <remarks>The forecast is moved against the run and not the run against it: a long curve need not be copied for each
    /// start.</remarks>
    private static double? Weigh(EnergyTimeline energy, IntensitySeries forecast, DateTimeOffset start)
    {
        long shift = start.UtcTicks - energy.Start.UtcTicks;
        double weight = 0;
        double joules = 0;
        foreach (IntensityPoint point in forecast.Touching(start, start + energy.Duration))
        {
            long from = Math.Max(point.From.UtcTicks - shift, energy.Start.UtcTicks);
            long to = Math.Min(point.To.UtcTicks - shift, energy.End.UtcTicks);
            double piece = energy.Slice(from, to).Joules;
            joules += piece;
            weight += piece * point.Intensity.GramsPerKilowattHour;
        }

        return joules >= energy.Total.Joules * (1 - 1e-9) ? weight : null;
    }
}
