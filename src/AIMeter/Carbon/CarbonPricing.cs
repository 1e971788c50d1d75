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

        public CarbonResult Close(IntensitySeries series) => _shares.Count == 0
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
                Basis = BasisOf(_shares.Keys),
                Shares = [.. _shares.Values.OrderByDescending(share => share.Energy.Joules)],
                Dropped = series.Dropped,
                Notes = series.Notes,
            };

        private void Book(IntensityPoint point, double joules, double grams, DateTimeOffset from, DateTimeOffset to)
        {
            CarbonShare share = _shares.GetValueOrDefault(point.Provenance) ?? Empty(point, from);
            Energy sum = share.Energy + Energy.FromJoules(joules);
            _shares[point.Provenance] = share with
            {
                Energy = sum,
                Share = energy.Total.Joules > 0 ? sum / energy.Total : null,
                Mass = share.Mass + CarbonMass.FromGrams(grams),
                Lowest = share.Lowest < point.Intensity ? share.Lowest : point.Intensity,
                Highest = share.Highest > point.Intensity ? share.Highest : point.Intensity,
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
            From = from,
            To = from,
        };

        private static string BasisOf(IEnumerable<IntensityProvenance> provenances)
        {
            string[] bases = [.. provenances.Select(provenance => provenance.Basis).Distinct()];
            return bases.Length == 1 ? bases[0] : "mixed: " + string.Join(" | ", bases);
        }
    }
}
