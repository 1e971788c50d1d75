using AIMetering.Readings;
using AIMetering.Sources;

namespace AIMetering.Replay;

/// <summary>Stands for a source whose readings were recorded: it names the channels and is never read.</summary>
internal sealed class RecordedSource(string name, IReadOnlyList<Channel> channels) : IMetricSampler
{
    public string Name => name;

    public IReadOnlyList<Channel> Channels => channels;

    public bool MayBlock => false;

    public void Sample(SampleWriter writer)
    {
    }
}
