using AIMetering.Readings;

namespace AIMetering.Testing;

/// <summary>All windows of a measurement so far, as figures of one unit.</summary>
internal sealed class Tally(string unit)
{
    private readonly List<Window> _windows = [];

    public string Unit { get; } = unit;

    public int Count => _windows.Count;

    public double Seconds => _windows.Sum(window => window.Seconds);

    public double LastSeconds => _windows[^1].Seconds;

    public double Units => _windows.Sum(window => window.Units);

    /// <summary>The first window whose energy is not known tells why; null when all are.</summary>
    public string? Unknown => _windows.FirstOrDefault(window => !window.Energy.IsKnown) is { Energy: { } energy } ? energy.Reason : null;

    public Estimate CpuTime => Estimate.Of(_windows, window => window.CpuSeconds);

    /// <summary>The energy of one unit without the sensors' bounds; ask only where every window is known.</summary>
    public Estimate Energy => Estimate.Of(_windows, window => window.Energy.Energy!.Value.Joules);

    /// <summary>What the sensors could not resolve at the windows' edges, of one unit: the bound without its scale.</summary>
    public double EdgeJoules => _windows.Sum(window => window.EdgeJoules) / Units;

    /// <summary>The mean of the windows' least energies, and of their most: what the sensors leave open however many windows there are.</summary>
    private Estimate Low => Estimate.Of(_windows, window => window.Energy.Low!.Value.Joules);

    private Estimate High => Estimate.Of(_windows, window => window.Energy.High!.Value.Joules);

    public void Add(Window window) => _windows.Add(window);

    public void Clear() => _windows.Clear();

    /// <summary>Whether the sensors' own limits hold the energy, so surely that more windows would not change it.</summary>
    public bool IsOpenAt(Energy energy, double confidence) => Unknown is null
        && Low is var low && low.Mean + low.HalfWidth(confidence) < energy.Joules
        && High is var high && energy.Joules < high.Mean - high.HalfWidth(confidence);

    /// <summary>
    /// The energy of one unit. The truth of each window lies between its least and its most, so the true mean lies between the lower limit
    /// of the mean least and the upper limit of the mean most.
    /// </summary>
    public EnergyResult Result(double confidence)
    {
        if (Unknown is { } reason)
        {
            return EnergyResult.Unknown(reason);
        }

        (double mean, Estimate low, Estimate high) = (Energy.Mean, Low, High);
        EnergyResult[] parts = [.. _windows.Select(window => window.Energy)];
        double least = parts.All(part => part.Low!.Value.Joules >= 0) ? 0 : double.NegativeInfinity; // energy above idle can be below zero
        return EnergyResult.Known(
            AIMetering.Energy.FromJoules(mean),
            AIMetering.Energy.FromJoules(Math.Min(mean, Math.Max(least, low.Mean - low.HalfWidth(confidence)))),
            AIMetering.Energy.FromJoules(Math.Max(mean, high.Mean + high.HalfWidth(confidence))),
            parts.Select(part => part.Method!.Value).Distinct().Count() == 1 ? parts[0].Method!.Value : MeasurementMethod.Mixed,
            string.Join('+', parts.Select(part => part.Source).Distinct(StringComparer.Ordinal)),
            parts.Aggregate(EnergyCaveats.None, (caveats, part) => caveats | part.Caveats),
            [.. parts.SelectMany(part => part.Missing).Distinct(StringComparer.Ordinal)]);
    }
}
