using System.Text.Json;
using AIMetering.Carbon;
using AIMetering.Readings;

namespace AIMetering.Live;

/// <summary>Hears the readings of a session and turns them, with what it has measured so far, into what the page is sent.</summary>
internal sealed class LiveFeed(string name, string runId, DashboardOptions options) : IObserver<Reading>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Channel, LiveSeries> _known = [];
    private readonly List<LiveSeries> _series = [];
    private int _announcedSeries = -1, _announcedDevices;
    private byte[] _phases = [];

    public void OnNext(Reading value)
    {
        // The power of devices comes from the session, which knows how to take it from a counter.
        if (value.Channel.Kind == ChannelKind.EnergyCounter)
        {
            return;
        }

        lock (_gate)
        {
            if (!_known.TryGetValue(value.Channel, out LiveSeries? series))
            {
                series = new(value.Channel);
                _known.Add(value.Channel, series);
                _series.Add(series);
            }

            series.Take(value);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    /// <summary>What the run consists of; null when nothing is new since it was last told.</summary>
    public byte[]? Run(MeterSnapshot snapshot)
    {
        lock (_gate)
        {
            if (_announcedSeries == _series.Count && _announcedDevices == snapshot.Devices.Count)
            {
                return null;
            }

            (_announcedSeries, _announcedDevices) = (_series.Count, snapshot.Devices.Count);
            return Json(writer => FrameJson.Run(writer, name, runId, options, snapshot, _series));
        }
    }

    /// <summary>What was measured so far, and what is new of each series.</summary>
    public byte[] Frame(MeterSnapshot snapshot)
    {
        lock (_gate)
        {
            return Json(writer => FrameJson.Frame(writer, snapshot, _series.Take(_announcedSeries), options.RefreshEvery.TotalSeconds));
        }
    }

    /// <summary>The phases as they stand; null when nothing is new since they were last told.</summary>
    public byte[]? Phases(IReadOnlyList<PhaseSnapshot> phases)
    {
        if (phases.Count == 0)
        {
            return null;
        }

        byte[] json = Json(writer => StateJson.Phases(writer, phases));
        if (json.AsSpan().SequenceEqual(_phases))
        {
            return null;
        }

        return _phases = json;
    }

    /// <summary>The carbon as it stands.</summary>
    public static byte[] Carbon(CarbonStatement statement) => Json(writer => StateJson.Carbon(writer, statement));

    /// <summary>The last word.</summary>
    public static byte[] End() => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            write(writer);
        }

        return stream.ToArray();
    }
}
