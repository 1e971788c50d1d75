using AIMetering.Readings;

namespace AIMetering.Accounting;

/// <summary>The cumulative energy of a track over time, as kept in the history.</summary>
/// <param name="Seconds">The moments, in seconds since the recorder was made.</param>
/// <param name="Joules">The energy since the first sample.</param>
internal sealed record TrackHistory(double[] Seconds, double[] Joules)
{
    /// <summary>The histories of all tracks, in their order.</summary>
    public static IEnumerable<TrackHistory> Of(SessionRecorder recorder)
    {
        foreach (SourceSlot source in recorder.Sources)
        {
            for (int index = 0; index < source.Channels.Length; index++)
            {
                if (source.Channels[index].Track is not null)
                {
                    (double[] seconds, double[] values) = source.History.Copy(index);
                    yield return new TrackHistory(seconds, source.Channels[index].Channel.Kind == ChannelKind.Power ? Integrate(seconds, values) : values);
                }
            }
        }
    }

    private static double[] Integrate(double[] seconds, double[] watts)
    {
        double[] joules = new double[watts.Length];
        for (int index = 1; index < watts.Length; index++)
        {
            joules[index] = joules[index - 1] + ((watts[index - 1] + watts[index]) / 2 * (seconds[index] - seconds[index - 1]));
        }

        return joules;
    }
}
