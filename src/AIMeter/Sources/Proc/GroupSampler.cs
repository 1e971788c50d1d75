using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Reads groups of series one after the other; each is stamped at its own read, and a group that fails fails alone.</summary>
internal sealed class GroupSampler : IMetricSampler, IDisposable
{
    private readonly SeriesGroup[] _groups;
    private readonly int[] _first;

    public GroupSampler(string name, IEnumerable<SeriesGroup> groups)
    {
        Name = name;
        _groups = [.. groups];
        Channels = [.. _groups.SelectMany(group => group.Channels)];
        _first = new int[_groups.Length];
        for (int i = 1; i < _groups.Length; i++)
        {
            _first[i] = _first[i - 1] + _groups[i - 1].Channels.Count;
        }
    }

    public string Name { get; }

    public IReadOnlyList<Channel> Channels { get; }

    public bool MayBlock => false;

    public void Sample(SampleWriter writer)
    {
        for (int i = 0; i < _groups.Length; i++)
        {
            if (!writer.EnergyOnly || _groups[i].ReadAtEdges)
            {
                Read(_groups[i], writer, _first[i]);
            }
        }
    }

    public void Dispose() => Array.ForEach(_groups, group => group.Dispose());

    private static void Read(SeriesGroup group, SampleWriter writer, int first)
    {
        writer.Mark();
        try
        {
            group.Read(writer, first);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            group.Fail(writer, first, group.Refused);
        }
    }
}
