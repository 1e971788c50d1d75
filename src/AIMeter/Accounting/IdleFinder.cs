using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>Finds the power of a device that does nothing, and takes it off.</summary>
internal static class IdleFinder
{
    // A stretch shorter than a second says little about idle; a run shorter than five holds no idle worth looking for.
    private const double ShortestStretch = 1;
    private const double ShortestRun = 5;

    /// <summary>The idle power of an explicit stretch; null when its energy is not known.</summary>
    public static IdlePower? FromWindow(EnergyResult energy, double seconds) => energy.Energy is { } known && seconds > 0
        ? new IdlePower(
            Power.FromWatts(known.Joules / seconds), Power.FromWatts(energy.Low!.Value.Joules / seconds),
            Power.FromWatts(energy.High!.Value.Joules / seconds), TimeSpan.FromSeconds(seconds), Explicit: true)
        : null;

    /// <summary>The lowest mean power over a second or more of the run; null when the run is too short to hold one.</summary>
    public static IdlePower? LowestStretch(TrackHistory history, IEnergyTrack track)
    {
        (double[] seconds, double[] joules) = (history.Seconds, history.Joules);
        if (seconds.Length < 2 || seconds[^1] - seconds[0] < ShortestRun)
        {
            return null;
        }

        (double watts, double length) = (double.PositiveInfinity, 0);
        for (int begin = 0, end = 1; end < seconds.Length; end++)
        {
            while (seconds[end] - seconds[begin + 1] >= ShortestStretch)
            {
                begin++;
            }

            double stretch = seconds[end] - seconds[begin];
            double mean = (joules[end] - joules[begin]) / stretch;
            (watts, length) = stretch >= ShortestStretch && mean < watts ? (mean, stretch) : (watts, length);
        }

        return length > 0 ? Bounded(watts, length, track) : null;
    }

    /// <summary>The energy above idle.</summary>
    /// <remarks>
    /// Both figures come from one sensor, whose scale error is common to them and so scales their difference; what the edges leave
    /// open adds up in the worst case.
    /// </remarks>
    public static EnergyResult Net(EnergyResult gross, IdlePower idle, double seconds, SensorTraits sensor)
    {
        if (gross.Energy is not { } energy)
        {
            return gross;
        }

        (double least, double most) = WindowEnergy.Scale(sensor.GainError, gross.Method!.Value);
        double shownLow = least > 0 ? (gross.Low!.Value.Joules / least) - (idle.High.Watts / most * seconds) : 0;
        double shownHigh = (gross.High!.Value.Joules / most) - (least > 0 ? idle.Low.Watts / least * seconds : 0);
        double low = Math.Max(0, shownLow) * least;
        double high = Math.Max(low, shownHigh * most);
        double net = Math.Clamp(energy.Joules - (idle.Power.Watts * seconds), low, high);
        return EnergyResult.Known(
            Energy.FromJoules(net), Energy.FromJoules(low), Energy.FromJoules(high), gross.Method!.Value, gross.Source, gross.Caveats, gross.Missing);
    }

    private static IdlePower Bounded(double watts, double length, IEnergyTrack track)
    {
        double edges = Math.Min(1, (track.SeenPeriod ?? track.Channel.Sensor!.RefreshPeriod.TotalSeconds) / length);
        (double least, double most) = WindowEnergy.Scale(track.Channel.Sensor!.GainError, track.Method);
        return new IdlePower(
            Power.FromWatts(watts), Power.FromWatts(watts * (1 - edges) * least), Power.FromWatts(watts * (1 + edges) * most),
            TimeSpan.FromSeconds(length), Explicit: false);
    }
}
