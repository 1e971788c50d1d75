using AIMetering.Readings;

namespace AIMetering.Sources.Proc;

/// <summary>Series that are read together, as a rule from one file.</summary>
internal abstract class SeriesGroup(params Channel[] channels) : IDisposable
{
    /// <summary>Gets the series, in the order in which they are written.</summary>
    public IReadOnlyList<Channel> Channels { get; } = channels;

    /// <summary>Gets whether the group is read at the edges of phases too, as what the accounting of energy needs is.</summary>
    public virtual bool ReadAtEdges => false;

    /// <summary>Gets what is reported when the kernel refuses a read; constant, so that nothing is allocated.</summary>
    public abstract string Refused { get; }

    /// <summary>Reads and writes the series.</summary>
    /// <param name="writer">Takes the values; its mark is set.</param>
    /// <param name="first">The index of the group's first channel.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public abstract void Read(SampleWriter writer, int first);

    /// <summary>Says of all series that they could not be read this time.</summary>
    public void Fail(SampleWriter writer, int first, string reason)
    {
        for (int i = 0; i < Channels.Count; i++)
        {
            writer.Fail(first + i, reason);
        }
    }

    public abstract void Dispose();
}
