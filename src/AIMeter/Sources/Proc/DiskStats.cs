namespace AIMetering.Sources.Proc;

/// <summary>Reads <c>/proc/diskstats</c>: bytes that the given disks read and wrote.</summary>
internal sealed class DiskStats(NameSet disks)
{
    private const double BytesPerSector = 512; // always, whatever the disk's own sectors are

    /// <summary>Sums over the disks; false when none is listed or a line of theirs is not as documented.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out double read, out double written)
    {
        (read, written) = (0, 0);
        bool any = false;
        while (ProcText.TryTakeLine(ref text, out ReadOnlySpan<byte> line))
        {
            ProcText.Skip(ref line, 2); // major, minor
            if (!disks.Contains(ProcText.TakeWord(ref line)))
            {
                continue;
            }

            ProcText.Skip(ref line, 2); // reads, merged
            bool known = ProcText.TryTakeNumber(ref line, out ulong sectorsRead);
            ProcText.Skip(ref line, 3); // ms reading, writes, merged
            if (!known || !ProcText.TryTakeNumber(ref line, out ulong sectorsWritten))
            {
                return false;
            }

            (read, written, any) = (read + sectorsRead * BytesPerSector, written + sectorsWritten * BytesPerSector, true);
        }

        return any;
    }
}
