using System.Text;

namespace AIMetering.Sources.Proc;

/// <summary>A few names, compared with the bytes of a file without making strings of them.</summary>
internal sealed class NameSet(IEnumerable<string> names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    public bool IsEmpty => _names.Length == 0;

    public bool Contains(ReadOnlySpan<byte> word)
    {
        foreach (byte[] name in _names)
        {
            if (word.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
