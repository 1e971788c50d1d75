using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>All windows of a measurement so far, as figures of one unit.</summary>
internal sealed class Tally(string unit)
{
    private readonly List<Window> _windows = [];

    public string Unit { get; } = unit;

    public int Count => _windows.Count;

    public double Seconds => _windows.Sum(window => window.Seconds);

    public double Units => _windows.Sum(window => window.Units);

    /// <summary>The first window whose energy is not known tells why; null when all are.</summary>
    public string? Unknown => _windows.FirstOrDefault(window => !window.Energy.IsKnown) is { Energy: { } energy } ? energy.Reason : null;

    public Estimate CpuTime => Estimate.Of(_windows, window => window.CpuSeconds);

    /// <summary>The energy of one unit without the sensors' bounds; ask only where every window is known.</summary>
    public Estimate Energy => Estimate.Of(_windows, window => window.Energy.Energy!.Value.Joules);

    /// <summary>What the sensors could not resolve at the windows' edges, of one unit: the bound without its scale.</summary>
    public double EdgeJoules => _windows.Sum(window => window.EdgeJoules) / Units;

    public void Add(Window window) => _windows.Add(window);

    /// <summary>The energy of one unit: sensors' limits first, then the spread between windows on either side.</summary>
    public EnergyResult Result(double confidence)
    {
        if (Unknown is { } reason)
        {
            return EnergyResult.Unknown(reason);
        }

        Estimate energy = Energy;
        double spread = energy.HalfWidth(confidence);
        EnergyResult[] parts = [.. _windows.Select(window => window.Energy)];
        double least = parts.All(part => part.Low!.Value.Joules >= 0) ? 0 : double.NegativeInfinity; // energy above idle can be below zero
        return EnergyResult.Known(
            AIMetering.Energy.FromJoules(energy.Mean),
            AIMetering.Energy.FromJoules(Math.Min(energy.Mean, Math.Max(least, (parts.Sum(part => part.Low!.Value.Joules) / Units) - spread))),
            AIMetering.Energy.FromJoules(Math.Max(energy.Mean, (parts.Sum(part => part.High!.Value.Joules) / Units) + spread)),
            parts.Select(part => part.Method!.Value).Distinct().Count() == 1 ? parts[0].Method!.Value : MeasurementMethod.Mixed,
            string.Join('+', parts.Select(part => part.Source).Distinct(StringComparer.Ordinal)),
            parts.Aggregate(EnergyCaveats.None, (caveats, part) => caveats | part.Caveats),
            [.. parts.SelectMany(part => part.Missing).Distinct(StringComparer.Ordinal)]);
    }
}
