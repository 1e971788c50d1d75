using System.Text.Json;
using AIMetering.Readings;
using AIMetering.Reports.Html;

namespace AIMetering.Live;

/// <summary>The messages to the page. What is not known is null, never zero.</summary>
internal static class FrameJson
{
    public static void Run(
        Utf8JsonWriter writer, string name, string runId, DashboardOptions options, MeterSnapshot snapshot, IReadOnlyList<LiveSeries> series)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("run", runId);
        writer.WriteNumber("keep", options.KeepFrames);
        writer.WriteNumber("refresh", options.RefreshEvery.TotalSeconds);
        writer.WriteStartArray("devices");
        foreach (DeviceSnapshot device in snapshot.Devices)
        {
            Device(writer, device.Device);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("series");
        foreach (LiveSeries each in series)
        {
            Series(writer, each);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Frame(Utf8JsonWriter writer, MeterSnapshot snapshot, IEnumerable<LiveSeries> series, double frame)
    {
        double now = snapshot.Elapsed.TotalSeconds;
        writer.WriteStartObject();
        writer.WriteNumber("t", now);
        Energy(writer, "energy", snapshot.Energy);
        Number(writer, "watts", snapshot.Power?.Watts);
        writer.WriteStartArray("devices");
        foreach (DeviceSnapshot device in snapshot.Devices)
        {
            writer.WriteStartObject();
            Energy(writer, "energy", device.Energy);
            Number(writer, "watts", device.Power?.Watts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Values(writer, series, now, frame);
        writer.WriteEndObject();
    }

    // Places and values in turn, of the series that have something new; null is a gap.
    private static void Values(Utf8JsonWriter writer, IEnumerable<LiveSeries> series, double now, double frame)
    {
        writer.WriteStartArray("values");
        int place = 0;
        foreach (LiveSeries each in series)
        {
            if (each.Show(now, frame) is { } shown)
            {
                writer.WriteNumberValue(place);
                Number(writer, shown);
            }

            place++;
        }

        writer.WriteEndArray();
    }

    private static void Device(Utf8JsonWriter writer, Device device)
    {
        writer.WriteStartObject();
        writer.WriteString("id", device.Id);
        writer.WriteString("name", device.Name);
        writer.WriteBoolean("inTotal", device.InTotal);
        writer.WriteEndObject();
    }

    private static void Series(Utf8JsonWriter writer, LiveSeries series)
    {
        writer.WriteStartObject();
        writer.WriteString("device", series.Channel.Device.Id);
        writer.WriteString("metric", series.Channel.Metric);
        writer.WriteString("label", series.Channel.Metric.Replace('_', ' '));
        writer.WriteString("unit", series.Unit);
        writer.WriteString("family", series.Family);
        writer.WriteNumber("rank", MetricFamilies.Rank(series.Channel.Metric));
        writer.WriteBoolean("first", series.IsFirst);
        writer.WriteBoolean("step", series.IsRate);
        writer.WriteEndObject();
    }

    public static void Energy(Utf8JsonWriter writer, string name, EnergyResult energy)
    {
        writer.WriteStartObject(name);
        Number(writer, "joules", energy.Energy?.Joules);
        Number(writer, "bound", energy.Bound?.Joules);
        writer.WriteString("method", energy.Method?.ToString().ToLowerInvariant());
        writer.WriteString("source", energy.Source);
        writer.WriteString("reason", energy.Reason);
        writer.WriteStartArray("missing");
        foreach (string part in energy.Missing)
        {
            writer.WriteStringValue(part);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        writer.WritePropertyName(name);
        Number(writer, value ?? double.NaN);
    }

    public static void Number(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
