using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Export.Tests;

/// <summary>A source of several devices whose first values are 1, 2, 3 ..., so that none can be lost or doubled unnoticed.</summary>
internal sealed class CountingSource(int devices = 1, int further = 0) : IMetricSampler
{
    private readonly Random _random = new(5);
    private int _reads;

    public string Name => "counting";

    public int Reads => Volatile.Read(ref _reads);

    public IReadOnlyList<Channel> Channels { get; } = [.. Enumerable.Range(0, devices).SelectMany(device => Of(device, further))];

    public void Sample(SampleWriter writer)
    {
        int value = Interlocked.Increment(ref _reads);
        for (int device = 0, channel = 0; device < devices; device++)
        {
            writer.Write(channel++, value);
            writer.Write(channel++, value % 2 == 1 ? -value : double.NaN);
            for (int more = 0; more < further; more++)
            {
                writer.Write(channel++, _random.NextDouble());
            }
        }
    }

    private static IEnumerable<Channel> Of(int number, int further)
    {
        Device device = new($"plug{number}", DeviceKind.Wall, "smart plug");
        yield return Channel.Gauge(device, "count", MetricUnit.Count);
        yield return Channel.Gauge(device, "odd", MetricUnit.Celsius);
        for (int more = 0; more < further; more++)
        {
            yield return Channel.Gauge(device, $"noise{more}", MetricUnit.None);
        }
    }
}
