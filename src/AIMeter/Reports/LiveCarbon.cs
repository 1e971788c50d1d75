using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>Prices a session while it measures, from a curve of what it had used each time somebody asked.</summary>
internal sealed class LiveCarbon(CarbonSettings settings, IntensityMemory memory, DateTimeOffset startedAt)
{
    // Of calls closer than this only the last is kept: no grid is known by less than five minutes.
    private static readonly long ShortestStep = TimeSpan.FromMinutes(1).Ticks;

    private readonly Lock _gate = new();
    private readonly List<(long Ticks, double Joules, double Low, double High)> _knots = [(startedAt.UtcTicks, 0, 0, 0)];

    /// <summary>The grams of what was used so far; unknown with a reason where the energy or the region is.</summary>
    public CarbonStatement Price(MeterSnapshot snapshot)
    {
        lock (_gate)
        {
            EnergyTimeline? energy = snapshot.Energy.IsKnown && snapshot.Elapsed > TimeSpan.Zero ? Curve(snapshot) : null;
            return new CarbonAccount(settings, energy, null, memory, new RunWork(snapshot.Elapsed, [])).Current;
        }
    }

    // What is told of a moment may fall a little once the sensors tell more; drawn energy only grows.
    private EnergyTimeline Curve(MeterSnapshot snapshot)
    {
        EnergyResult energy = snapshot.Energy;
        long ticks = startedAt.UtcTicks + snapshot.Elapsed.Ticks;
        if (_knots.Count > 1 && (_knots[^1].Ticks - _knots[^2].Ticks < ShortestStep || ticks <= _knots[^1].Ticks))
        {
            _knots.RemoveAt(_knots.Count - 1);
        }

        (long last, double joules, double low, double high) = _knots[^1];
        _knots.Add((Math.Max(ticks, last + 1), Math.Max(joules, energy.Energy!.Value.Joules),
            Math.Max(low, energy.Low!.Value.Joules), Math.Max(high, energy.High!.Value.Joules)));
        return new EnergyTimeline(
            _knots.Select(knot => knot.Ticks).ToArray(), _knots.Select(knot => knot.Joules).ToArray(),
            _knots.Select(knot => knot.Low).ToArray(), _knots.Select(knot => knot.High).ToArray());
    }
}
