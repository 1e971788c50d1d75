using System.Buffers.Text;

namespace AIMetering.Sources.Proc;

/// <summary>Reads the mean clock of the first CPUs of <c>/proc/cpuinfo</c>, for machines without cpufreq.</summary>
/// <remarks>The first 4 KiB hold two or three CPUs. The kernel makes the text CPU by CPU, so what is not read costs nothing.</remarks>
internal static class CpuInfoClock
{
    public static bool TryParse(ReadOnlySpan<byte> text, out double megahertz)
    {
        (double sum, int count) = (0, 0);
        while (ProcText.TryTakeLine(ref text, out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> number = line[(line.IndexOf((byte)':') + 1)..].Trim((byte)' ');
            if (line.StartsWith("cpu MHz"u8) && Utf8Parser.TryParse(number, out double value, out _) && value > 0)
            {
                (sum, count) = (sum + value, count + 1);
            }
        }

        megahertz = sum / count;
        return count > 0;
    }
}
