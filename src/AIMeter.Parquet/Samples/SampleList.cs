using System.Text.Json;

namespace AIMetering.Export;

/// <summary>The samples of one series as they were read from Parquet.</summary>
internal sealed class SampleList : ISampleTaker
{
    private readonly List<long> _nanoseconds = [];
    private readonly List<double> _values = [];

    public void Add(long nanoseconds, double value)
    {
        _nanoseconds.Add(nanoseconds);
        _values.Add(value);
    }

    public void WriteTimes(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (long time in _nanoseconds)
        {
            json.WriteNumberValue(TimeSpan.FromTicks(time / TimeSpan.NanosecondsPerTick).TotalSeconds);
        }

        json.WriteEndArray();
    }

    // As the JSON form of the report writes what JSON has no number for.
    public void WriteValues(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        foreach (double value in _values)
        {
            if (double.IsFinite(value))
            {
                json.WriteNumberValue(value);
            }
            else if (double.IsNaN(value))
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
            }
        }

        json.WriteEndArray();
    }
}
