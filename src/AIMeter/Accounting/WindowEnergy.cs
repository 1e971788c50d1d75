using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>The energy between two edges of one track, with its bound (hardware facts: edge, quantum and gain, added in the worst case).</summary>
internal static class WindowEnergy
{
    /// <summary>Makes the result of a window.</summary>
    /// <param name="from">The energy at its begin.</param>
    /// <param name="to">The energy at its end.</param>
    /// <param name="maxWatts">The most the device can draw.</param>
    /// <param name="gain">The relative scale error of the sensor, as a half-width: it shows 1 − gain to 1 + gain for each joule.</param>
    /// <param name="period">The sensor's refresh period in seconds.</param>
    /// <param name="method">How the figure came to be.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="extra">Caveats the track adds.</param>
    public static EnergyResult Between(
        EdgeValue from, EdgeValue to, double maxWatts, double gain, double period, MeasurementMethod method, string source,
        EnergyCaveats extra = EnergyCaveats.None)
    {
        if (!from.IsKnown || !to.IsKnown)
        {
            return EnergyResult.Unknown("the sensor gave no value in this window", source);
        }

        if (from.Lost && to.Lost)
        {
            return EnergyResult.Unknown("the sensor no longer answered when this window began", source, EnergyCaveats.SensorLost);
        }

        Losses lost = to.After - from.Before;
        double seconds = to.Seconds - from.Seconds;
        double low = Math.Max(0, to.Low - from.High - lost.Below);
        double shown = to.Joules - from.Joules, cap = maxWatts * seconds;
        double high = to.High - from.Low + lost.Above;
        high = Math.Max(low, cap >= shown ? Math.Min(high, cap) : high); // a device that draws more than it should is not cut short
        if (!double.IsFinite(shown) || !double.IsFinite(low) || !double.IsFinite(high))
        {
            return EnergyResult.Unknown("the sensor gave values that no device can draw", source);
        }

        double joules = Math.Clamp(shown, low, high);
        (double least, double most) = Scale(gain, method);
        return EnergyResult.Known(
            Energy.FromJoules(joules), Energy.FromJoules(low * least), Energy.FromJoules(high * most),
            method, source, extra | Caveats(lost, to.Lost, seconds, period, method));
    }

    /// <summary>What the truth is at least and at most for one joule shown.</summary>
    /// <remarks>A sensor's scale error is relative to the truth; the range of a model or of a share is relative to the figure itself.</remarks>
    public static (double Least, double Most) Scale(double gain, MeasurementMethod method) =>
        method is MeasurementMethod.Estimated or MeasurementMethod.Attributed ? (Math.Max(0, 1 - gain), 1 + gain) : (1 / (1 + gain), 1 / (1 - gain));

    private static EnergyCaveats Caveats(Losses lost, bool sensorLost, double seconds, double period, MeasurementMethod method) =>
        (seconds < 2 * period ? EnergyCaveats.BelowResolution : 0) |
        (lost.Resets > 0 ? EnergyCaveats.CounterReset : 0) |
        (lost.Jumps > 0 ? EnergyCaveats.ImpossibleDelta : 0) |
        (lost.Gaps > 0 ? EnergyCaveats.Gap : 0) |
        (lost.Suspends > 0 ? EnergyCaveats.Suspended : 0) |
        (sensorLost ? EnergyCaveats.SensorLost : 0) |
        (method == MeasurementMethod.Estimated ? EnergyCaveats.ContainsEstimate : 0);
}
