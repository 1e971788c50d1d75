using System.Diagnostics.Metrics;
using Xunit;

namespace AIMetering.Tests.Telemetry;

/// <summary>What any listener of the BCL sees, such as dotnet-counters.</summary>
internal sealed class Listener : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, string?> _units = [];
    private readonly List<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> _seen = [];
    private readonly string _device;

    public Listener(string device)
    {
        _device = device;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "AIMeter")
            {
                _units[instrument.Name] = instrument.Unit;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            Dictionary<string, object?> copy = [];
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                copy[tag.Key] = tag.Value;
            }

            _seen.Add((instrument.Name, value, copy));
        });
        _listener.Start();
    }

    public string? UnitOf(string instrument) => _units[instrument];

    public IReadOnlyList<(double Value, IReadOnlyDictionary<string, object?> Tags)> Collect(string instrument, bool all = false)
    {
        Thread.Sleep(25); // beyond what counts as one collection
        _seen.Clear();
        _listener.RecordObservableInstruments();
        return [.. _seen.Where(each => each.Name == instrument && (all || (string?)each.Tags["hw.id"] == _device)).Select(each => (each.Value, each.Tags))];
    }

    /// <summary>The value of the device, as soon as there is one: on a busy machine a sample may be late, and what is late is not present.</summary>
    public double WaitFor(string instrument, double atLeast = double.NegativeInfinity, bool all = false)
    {
        for (long began = TimeProvider.System.GetTimestamp(); ;)
        {
            if (Collect(instrument, all) is { Count: > 0 } seen && seen.Sum(each => each.Value) >= atLeast)
            {
                return seen.Sum(each => each.Value);
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10), $"{instrument} was not told in 10 s");
        }
    }

    public void Dispose() => _listener.Dispose();
}
