namespace AIMetering.Sources.Proc;

/// <summary>Reads <c>/proc/net/dev</c>: bytes received and sent within this process's network namespace.</summary>
/// <remarks>
/// Where interfaces with hardware behind them are seen, they alone are counted: bridges, bonds, tunnels and the host's ends of
/// container interfaces carry the same bytes again. In a container none has hardware, and all but <c>lo</c> are counted.
/// </remarks>
internal sealed class NetDev(NameSet hardware)
{
    /// <summary>Finds the interfaces that have hardware, or a virtual controller, behind them.</summary>
    public static NameSet FindHardware(SourceEnvironment environment)
    {
        string folder = Path.Combine(environment.SysRoot, "class", "net");
        return new(FileText.Entries(folder).Where(name => Path.Exists(Path.Combine(folder, name, "device"))));
    }

    /// <summary>Sums over the counted interfaces; false when there is none or a line of theirs is not as documented.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out double received, out double sent)
    {
        (received, sent) = (0, 0);
        bool any = false;
        while (ProcText.TryTakeLine(ref text, out ReadOnlySpan<byte> line))
        {
            int colon = line.LastIndexOf((byte)':'); // the two header lines have none; old kernels put no space after it
            if (colon < 0 || !IsCounted(line[..colon].Trim((byte)' ')))
            {
                continue;
            }

            line = line[(colon + 1)..];
            bool known = ProcText.TryTakeNumber(ref line, out ulong bytesIn);
            ProcText.Skip(ref line, 7);
            if (!known || !ProcText.TryTakeNumber(ref line, out ulong bytesOut))
            {
                return false;
            }

            (received, sent, any) = (received + bytesIn, sent + bytesOut, true);
        }

        return any;
    }

    private bool IsCounted(ReadOnlySpan<byte> name) => hardware.IsEmpty ? !name.SequenceEqual("lo"u8) : hardware.Contains(name);
}
