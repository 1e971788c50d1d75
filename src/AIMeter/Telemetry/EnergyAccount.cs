using AIMetering.Readings;

namespace AIMetering.Telemetry;

/// <summary>The joules of one device that came to be by one method, over all sessions: a series of its own, or an estimate would pass for a measurement.</summary>
internal sealed class EnergyAccount(MeasurementMethod method)
{
    private double _closed, _closedBound;

    public MeasurementMethod Method { get; } = method;

    /// <summary>Gets the joules so far: never less than before.</summary>
    public double Joules { get; private set; }

    /// <summary>Gets the half-width of the error bound of all these joules: the bounds of the sessions, added in the worst case.</summary>
    public double Bound { get; private set; }

    /// <summary>Takes what the leading session has measured so far.</summary>
    /// <returns>The joules that came on.</returns>
    public double Count(double joules, double bound)
    {
        double before = Joules;
        Joules = Math.Max(Joules, _closed + joules);
        Bound = _closedBound + bound;
        return Joules - before;
    }

    /// <summary>What was counted stays; the next session adds to it.</summary>
    public void Close() => (_closed, _closedBound) = (Joules, Bound);
}
