using AIMetering.Accounting;
using AIMetering.Readings;

namespace AIMetering.Reports;

/// <summary>Tells what a session has measured so far. Under the session's lock.</summary>
internal static class SnapshotBuilder
{
    public static MeterSnapshot Build(SessionRecorder recorder, string? gpus, bool isDisabled)
    {
        double now = recorder.End?.Seconds ?? recorder.Now();
        double start = recorder.Start?.Seconds ?? now;
        List<DeviceSnapshot> devices = [];
        for (int index = 0; index < recorder.Tracks.Count; index++)
        {
            IEnergyTrack track = recorder.Tracks[index];
            EdgeValue begin = ValueOf(recorder.Start, index, track, start);
            EdgeValue end = ValueOf(recorder.End, index, track, now);
            EnergyResult energy = track.Window(begin, end);
            devices.Add(new DeviceSnapshot(track.Channel.Device, energy, track.Watts > 0 ? Power.FromWatts(track.Watts) : null)
            {
                SeenJoules = recorder.Start?.IsSettled(index) == true && energy.IsKnown && Seen(recorder, index, track) is { } joules
                    ? Math.Max(0, joules - begin.Joules) : null,
            });
        }

        DeviceSnapshot[] counted = [.. devices.Where(each => each.Device.InTotal)];
        return new MeterSnapshot
        {
            Elapsed = TimeSpan.FromSeconds(now - start),
            Energy = EnergyResult.Sum([.. counted.Select(each => (each.Device.Id, each.Energy)), .. MissingParts.Of(recorder, gpus, isDisabled)]),
            Power = counted.Length > 0 && counted.All(each => each.Power is not null) ? Power.FromWatts(counted.Sum(each => each.Power!.Value.Watts)) : null,
            Devices = devices,
            Latest = Latest(recorder),
        };
    }

    /// <summary>Tells the joules of a device from the session's start to an edge, and how far the truth at the edge may lie; null while an edge
    /// is not settled or when they are not known.</summary>
    public static (double Joules, double Doubt)? JoulesUntil(SessionRecorder recorder, Edge edge, Device device)
    {
        for (int index = 0; index < recorder.Tracks.Count; index++)
        {
            if (recorder.Tracks[index].Channel.Device.Id == device.Id && recorder.Start!.IsSettled(index) && edge.IsSettled(index))
            {
                EdgeValue begin = recorder.Start[index], end = edge[index];
                return begin.IsKnown && end.IsKnown
                    ? (Math.Max(0, end.Joules - begin.Joules), Math.Max(end.High - end.Joules, end.Joules - end.Low)) : null;
            }
        }

        return null;
    }

    /// <summary>The energy of a track at an edge that has settled, or at a moment by what is known now.</summary>
    public static EdgeValue ValueOf(Edge? edge, int index, IEnergyTrack track, double seconds) =>
        edge?.IsSettled(index) == true ? edge[index] : track.At(seconds);

    // The reads that settle the last edge come after it; what they show beyond it is not the session's.
    private static double? Seen(SessionRecorder recorder, int index, IEnergyTrack track) =>
        recorder.End is not { } end ? track.Joules : end.IsSettled(index) ? end[index].Joules : null;

    private static Dictionary<string, double> Latest(SessionRecorder recorder)
    {
        Dictionary<string, double> latest = new(StringComparer.Ordinal);
        foreach (ChannelSlot slot in recorder.Sources.SelectMany(source => source.Channels))
        {
            if (!double.IsNaN(slot.Latest))
            {
                latest[slot.Channel.FullName] = slot.Latest;
            }
        }

        return latest;
    }
}
