using System.Buffers.Text;
using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Cgroup;

/// <summary>Reads <c>io.stat</c>: bytes that the group made the given disks read and write.</summary>
/// <param name="disks">
/// The disks to count, as <c>major:minor</c>; all when empty. Stacked devices carry the same bytes as the disks below them.
/// </param>
internal sealed class IoStat(NameSet disks)
{
    /// <summary>Sums over the disks. A group that has done no I/O yet has an empty file, and that is a true zero.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out double read, out double written)
    {
        (read, written) = (0, 0);
        while (ProcText.TryTakeLine(ref text, out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> disk = ProcText.TakeWord(ref line);
            if (!disk.Contains((byte)':'))
            {
                return false;
            }

            if (disks.IsEmpty || disks.Contains(disk))
            {
                read += Value(line, "rbytes="u8);
                written += Value(line, "wbytes="u8);
            }
        }

        return true;
    }

    private static double Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        int at = line.IndexOf(key); // a disk of which nothing is counted yet is listed without values
        return at >= 0 && Utf8Parser.TryParse(line[(at + key.Length)..], out ulong value, out _) ? value : 0;
    }
}
