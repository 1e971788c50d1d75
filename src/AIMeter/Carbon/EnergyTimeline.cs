namespace AIMetering.Carbon;

/// <summary>Energy over time as a curve that only grows: how many joules had been drawn at which moment (UTC).</summary>
/// <remarks>Between two knots the power is taken as constant. The difference of two readings of the curve is the energy drawn
/// between them, so however finely a time is cut, the pieces add up to the whole. Make the moments from the start of the run
/// in UTC plus a monotonic clock, so that a step of the wall clock cannot fold the curve.</remarks>
public sealed class EnergyTimeline
{
    private readonly long[] _ticks;
    private readonly double[] _joules;
    private readonly double[] _low;
    private readonly double[] _high;

    /// <summary>Makes a timeline from its knots.</summary>
    /// <param name="utcTicks">The moments, as <see cref="DateTime.Ticks"/> in UTC, each later than the one before; at least
    /// one.</param>
    /// <param name="joules">The energy drawn up to each moment (J), never falling.</param>
    /// <param name="low">The lower bound of the same; null when the energy is taken as exact.</param>
    /// <param name="high">The upper bound of the same; null when the energy is taken as exact.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no knot, a moment is not later than the one before, or a
    /// curve falls or holds a number that is not finite.</exception>
    public EnergyTimeline(
        ReadOnlySpan<long> utcTicks,
        ReadOnlySpan<double> joules,
        ReadOnlySpan<double> low = default,
        ReadOnlySpan<double> high = default)
    {
        _ticks = utcTicks.ToArray();
        _joules = joules.ToArray();
        _low = low.IsEmpty ? _joules : low.ToArray();
        _high = high.IsEmpty ? _joules : high.ToArray();
        CheckTicks();
        CheckCurve(_joules, nameof(joules));
        CheckCurve(_low, nameof(low));
        CheckCurve(_high, nameof(high));
    }

    /// <summary>Gets the first moment.</summary>
    public DateTimeOffset Start => At(_ticks[0]);

    /// <summary>Gets the last moment.</summary>
    public DateTimeOffset End => At(_ticks[^1]);

    /// <summary>Gets how long the run took.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>Gets the energy of the whole run.</summary>
    public Energy Total => Energy.FromJoules(_joules[^1] - _joules[0]);

    /// <summary>Gets how many knots the curve has.</summary>
    public int Count => _ticks.Length;

    internal (long[] UtcTicks, double[] Joules, double[] Low, double[] High) Knots => (_ticks, _joules, _low, _high);

    /// <summary>A run of constant power.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public static EnergyTimeline Constant(Power power, DateTimeOffset start, TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return new EnergyTimeline([start.UtcTicks, start.UtcTicks + duration.Ticks], [0, (power * duration).Joules]);
    }

    /// <summary>The energy drawn between two moments; what lies outside the run is no energy.</summary>
    public Energy Between(DateTimeOffset from, DateTimeOffset to) => Energy.FromJoules(Slice(from.UtcTicks, to.UtcTicks).Joules);

    /// <summary>The same run begun at another time.</summary>
    public EnergyTimeline StartedAt(DateTimeOffset start)
    {
        long shift = start.UtcTicks - _ticks[0];
        return new EnergyTimeline(Array.ConvertAll(_ticks, tick => tick + shift), _joules, _low, _high);
    }

    /// <summary>The same curve with knots only at its ends and at whole multiples of a period since midnight UTC.</summary>
    /// <remarks>Energy between any two of the kept knots is unchanged, so intensities that change on such moments price it as
    /// before.</remarks>
    /// <param name="period">The distance of the knots; five minutes fit every provider known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is not positive.</exception>
    public EnergyTimeline Compact(TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        var ticks = new List<long> { _ticks[0] };
        for (long tick = ((_ticks[0] / period.Ticks) + 1) * period.Ticks; tick < _ticks[^1]; tick += period.Ticks)
        {
            ticks.Add(tick);
        }

        if (_ticks.Length > 1)
        {
            ticks.Add(_ticks[^1]);
        }

        return At(ticks);
    }

    /// <summary>The part of the run between two moments, such as one phase.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The end lies before the beginning.</exception>
    public EnergyTimeline Window(DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        long first = Math.Clamp(from.UtcTicks, _ticks[0], _ticks[^1]);
        long last = Math.Clamp(to.UtcTicks, _ticks[0], _ticks[^1]);
        List<long> ticks = [first, .. _ticks.Where(tick => tick > first && tick < last)];
        if (last > first)
        {
            ticks.Add(last);
        }

        return At(ticks);
    }

    /// <summary>Gets the energy of the whole run with its bounds.</summary>
    internal (Energy Energy, Energy Low, Energy High) Whole => (
        Total, Energy.FromJoules(_low[^1] - _low[0]), Energy.FromJoules(_high[^1] - _high[0]));

    internal (double Joules, double Low, double High) Slice(long from, long to) => to <= from
        ? (0, 0, 0)
        : (Read(_joules, to) - Read(_joules, from), Read(_low, to) - Read(_low, from), Read(_high, to) - Read(_high, from));

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    /// <summary>The same curve with other knots.</summary>
    private EnergyTimeline At(List<long> ticks) => new(
        ticks.ToArray(),
        Read(_joules, ticks),
        ReferenceEquals(_low, _joules) ? [] : Read(_low, ticks),
        ReferenceEquals(_high, _joules) ? [] : Read(_high, ticks));

    private double[] Read(double[] curve, List<long> ticks) => [.. ticks.Select(tick => Read(curve, tick))];

    /// <summary>Reads a curve at a moment, linearly between knots, flat outside them.</summary>
    private double Read(double[] curve, long tick)
    {
        int index = Array.BinarySearch(_ticks, tick);
        if (index >= 0)
        {
            return curve[index];
        }

        int next = ~index;
        if (next == 0 || next == _ticks.Length)
        {
            return next == 0 ? curve[0] : curve[^1];
        }

        double part = (double)(tick - _ticks[next - 1]) / (_ticks[next] - _ticks[next - 1]);
        return curve[next - 1] + (part * (curve[next] - curve[next - 1]));
    }

    private void CheckTicks()
    {
        if (_ticks.Length == 0)
        {
            throw new ArgumentException("A timeline has at least one knot.", "utcTicks");
        }

        for (int i = 1; i < _ticks.Length; i++)
        {
            if (_ticks[i] <= _ticks[i - 1])
            {
                throw new ArgumentException(
                    $"Knot {i} is not later than the one before: take moments from a monotonic clock.", "utcTicks");
            }
        }
    }

    private void CheckCurve(double[] curve, string name)
    {
        if (curve.Length != _ticks.Length)
        {
            throw new ArgumentException($"{curve.Length} values for {_ticks.Length} moments: give one value for each.", name);
        }

        for (int i = 0; i < curve.Length; i++)
        {
            if (!double.IsFinite(curve[i]) || (i > 0 && curve[i] < curve[i - 1]))
            {
                throw new ArgumentException(
                    $"Knot {i} is not a finite number, or falls below the one before: drawn energy only grows.", name);
            }
        }
    }
}
