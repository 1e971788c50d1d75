using AIMetering.Readings;

namespace AIMetering.Sources.Hwmon;

/// <summary>Reads open power meters, each stamped at its own read.</summary>
internal sealed class HwmonSampler(string name, IReadOnlyList<HwmonMeter> meters, bool mayBlock) : IMetricSampler, IDisposable
{
    private readonly HwmonMeter[] _meters = [.. meters];

    public string Name { get; } = name;

    public IReadOnlyList<Channel> Channels { get; } = [.. meters.Select(meter => meter.Channel)];

    public bool MayBlock { get; } = mayBlock;

    public void Sample(SampleWriter writer)
    {
        for (int i = 0; i < _meters.Length; i++)
        {
            writer.Mark();
            if (_meters[i].Read(out double watts) is { } reason)
            {
                writer.Fail(i, reason);
            }
            else
            {
                writer.Write(i, watts);
            }
        }
    }

    public void Dispose()
    {
        foreach (HwmonMeter meter in _meters)
        {
            meter.Dispose();
        }
    }
}
