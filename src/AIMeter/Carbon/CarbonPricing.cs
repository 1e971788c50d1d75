namespace AIMetering.Carbon;

/// <summary>Energy times the intensity of its own time: C = Σ ΔE·PUE·I.</summary>
public static class CarbonPricing
{
    /// <summary>Prices a run. Its energy is cut where the intensity changes, so the pieces add up to the whole.</summary>
    /// <param name="energy">The computer energy over time; null when none was measured.</param>
    /// <param name="series">The intensities; holes stay unpriced and lower the coverage.</param>
    /// <param name="pue">The site overhead; null is <see cref="PowerUsageEffectiveness.None"/>.</param>
    public static CarbonResult Price(EnergyTimeline? energy, IntensitySeries series, PowerUsageEffectiveness? pue = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (energy is null)
        {
            return CarbonResult.Unknown(
                series.Signal, "no energy was measured, so there is nothing to price: see the sources of the report");
        }

        pue ??= PowerUsageEffectiveness.None;
        var ledger = new Ledger(energy, pue);
        foreach (IntensityPoint point in series.Points)
        {
            ledger.Add(point);
        }

        return ledger.Close(series);
    }

    /// <summary>Adds up energy and grams over some spans of a run, such as all runs of a phase.</summary>
    internal static SpanCarbon Over(
        EnergyTimeline energy,
        IntensitySeries series,
        PowerUsageEffectiveness pue,
        IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans)
    {
        double joules = 0, priced = 0, weight = 0;
        foreach ((DateTimeOffset from, DateTimeOffset to) in spans)
        {
            joules += energy.Between(from, to).Joules;
            foreach (IntensityPoint point in series.Touching(from, to))
            {
                double piece = energy.Between(point.From > from ? point.From : from, point.To < to ? point.To : to).Joules;
                priced += piece;
                weight += piece * point.Intensity.GramsPerKilowattHour;
            }
        }

        return new(joules, priced, weight * pue.Value / Energy.JoulesPerKilowattHour);
    }

    /// <summary>Sums up the pieces by provenance.</summary>
    private sealed class Ledger(EnergyTimeline energy, PowerUsageEffectiveness pue)
    {
        private readonly Dictionary<IntensityProvenance, CarbonShare> _shares = [];
        private double _joules;
        private double _grams;
        private double _low;
        private double _high;

        public void Add(IntensityPoint point)
        {
            long from = Math.Max(point.From.UtcTicks, energy.Start.UtcTicks);
            long to = Math.Min(point.To.UtcTicks, energy.End.UtcTicks);
            if (to < from || (to == from && energy.Duration > TimeSpan.Zero))
            {
                return;
            }

            (double joules, double low, double high) = energy.Slice(from, to);
            double gramsPerJoule = pue.Value * point.Intensity.GramsPerKilowattHour / Energy.JoulesPerKilowattHour;
            _joules += joules;
            _grams += joules * gramsPerJoule;
            _low += low * gramsPerJoule;
            _high += high * gramsPerJoule;
            Book(point, joules, joules * gramsPerJoule, new(from, TimeSpan.Zero), new(to, TimeSpan.Zero));
        }

        // Prices of idle times alone price nothing of a run that drew energy at others.
        private bool IsUnpriced => _shares.Count == 0 || (_joules <= 0 && energy.Total.Joules > 0);

        public CarbonResult Close(IntensitySeries series) => IsUnpriced
            ? CarbonResult.Unknown(
                series.Signal, series.Reason ?? "no intensity is known for the time of the run", energy.Total) with
            {
                Pue = pue,
                Dropped = series.Dropped,
                Notes = series.Notes,
            }
            : new CarbonResult
            {
                Signal = series.Signal,
                Mass = CarbonMass.FromGrams(_grams),
                Low = CarbonMass.FromGrams(_low),
                High = CarbonMass.FromGrams(_high),
                Energy = energy.Total,
                PricedEnergy = Energy.FromJoules(_joules),
                Pue = pue,
                Basis = BasisOf(Drawn.Select(share => share.Provenance)),
                Shares = [.. Drawn.OrderByDescending(share => share.Energy.Joules)],
                Dropped = series.Dropped,
                Notes = series.Notes,
            };

        // A time without energy has nothing to say about the grams, unless the whole run drew none.
        private IEnumerable<CarbonShare> Drawn => _joules > 0 ? _shares.Values.Where(share => share.Energy.Joules > 0) : _shares.Values;

        private void Book(IntensityPoint point, double joules, double grams, DateTimeOffset from, DateTimeOffset to)
        {
            // Points that differ only in when they were fetched are of one origin.
            IntensityProvenance origin = point.Provenance with { RetrievedAt = null };
            CarbonShare share = _shares.GetValueOrDefault(origin) ?? Empty(point, from);
            Energy sum = share.Energy + Energy.FromJoules(joules);
            _shares[origin] = share with
            {
                Provenance = Older(share.Provenance, point.Provenance),
                Energy = sum,
                Share = energy.Total.Joules > 0 ? sum / energy.Total : null,
                Mass = share.Mass + CarbonMass.FromGrams(grams),
                Lowest = share.Lowest < point.Intensity ? share.Lowest : point.Intensity,
                Highest = share.Highest > point.Intensity ? share.Highest : point.Intensity,
                LowestOriginal = Both(share.LowestOriginal, point.OriginalValue, Math.Min),
                HighestOriginal = Both(share.HighestOriginal, point.OriginalValue, Math.Max),
                To = to,
            };
        }

        private static CarbonShare Empty(IntensityPoint point, DateTimeOffset from) => new()
        {
            Provenance = point.Provenance,
            Energy = Energy.Zero,
            Share = null,
            Mass = CarbonMass.Zero,
            Lowest = point.Intensity,
            Highest = point.Intensity,
            LowestOriginal = point.OriginalValue,
            HighestOriginal = point.OriginalValue,
            From = from,
            To = from,
        };

        // Of values of which one is not known, the lowest and the highest are not known.
        private static double? Both(double? known, double? other, Func<double, double, double> choose) =>
            known is { } left && other is { } right ? choose(left, right) : null;

        private static IntensityProvenance Older(IntensityProvenance known, IntensityProvenance other) =>
            other.RetrievedAt < known.RetrievedAt ? other : known;

        private static string BasisOf(IEnumerable<IntensityProvenance> provenances)
        {
            string[] bases = [.. provenances.Select(provenance => provenance.Basis).Distinct()];
            return bases.Length == 1 ? bases[0] : "mixed: " + string.Join(" | ", bases);
        }
    }
}

/// <summary>Energy and grams of some spans of a run.</summary>
/// <param name="Joules">The computer energy drawn.</param>
/// <param name="PricedJoules">The part of it that found a price.</param>
/// <param name="Grams">The mass emitted for that part, site overhead included.</param>
internal readonly record struct SpanCarbon(double Joules, double PricedJoules, double Grams)
{
    /// <summary>Gets the grams per joule of all the energy, so that parts lack what the whole lacks; null when none found a
    /// price.</summary>
    public double? GramsPerJoule => PricedJoules > 0 ? Grams / Joules : null;
}
