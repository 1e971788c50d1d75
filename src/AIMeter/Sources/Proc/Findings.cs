using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Collects what a probe found and what it did not: the latter becomes the note of the status.</summary>
internal sealed class Findings
{
    private readonly List<SeriesGroup> _groups = [];
    private readonly List<string> _absent = [];
    private readonly List<string> _notes = [];

    /// <summary>Takes a group, or what is missing without it and why.</summary>
    public void Add(SeriesGroup? group, string absent)
    {
        if (group is null)
        {
            _absent.Add(absent);
        }
        else
        {
            _groups.Add(group);
        }
    }

    /// <summary>Takes a remark about what was found.</summary>
    public void Note(string note) => _notes.Add(note);

    /// <summary>Makes a source of it, or an unavailable one when nothing was found.</summary>
    public ProbedSource ToSource(string name, string nothing, string? remedy = null)
    {
        if (_groups.Count == 0)
        {
            return ProbedSource.Unavailable(name, nothing, remedy);
        }

        string[] notes = _absent.Count == 0 ? [.. _notes] : [.. _notes, $"not offered: {string.Join(", ", _absent)}"];
        return ProbedSource.Ready(new GroupSampler(name, _groups), notes.Length == 0 ? null : string.Join("; ", notes));
    }
}
