using AIMetering.Readings;

namespace AIMetering.Sources.Rapl;

/// <summary>Reads open RAPL counters, each stamped at its own read: the domains are not updated together.</summary>
internal sealed class RaplSampler : IMetricSampler, IDisposable
{
    private readonly IRaplCounter[] _counters;

    public RaplSampler(string name, CpuIdentity cpu, IReadOnlyList<IRaplCounter> counters, Func<RaplDomain, double> maxWatts)
    {
        Name = name;
        _counters = [.. counters];
        Channels = [.. counters.Select(counter => Channel.EnergyCounter(
            counter.Domain.ToDevice(cpu.Name),
            RaplSensor.Traits(cpu, counter.JoulesPerCount, counter.WrapsAt, maxWatts(counter.Domain))))];
    }

    public string Name { get; }

    public IReadOnlyList<Channel> Channels { get; }

    /// <inheritdoc/>
    /// <remarks>A read takes microseconds: the kernel answers from a register.</remarks>
    public bool MayBlock => false;

    public void Sample(SampleWriter writer)
    {
        for (int i = 0; i < _counters.Length; i++)
        {
            writer.Mark();
            if (_counters[i].Read(out double counts) is { } reason)
            {
                writer.Fail(i, reason);
            }
            else
            {
                writer.Write(i, counts);
            }
        }
    }

    public void Dispose()
    {
        foreach (IRaplCounter counter in _counters)
        {
            counter.Dispose();
        }
    }
}
