using AIMetering.Sources.Proc;

namespace AIMetering.Sources.Cgroup;

/// <summary>Reads the files of a cgroup v2 folder.</summary>
internal static class CgroupText
{
    /// <summary>Reads the CPU seconds used, from <c>cpu.stat</c>.</summary>
    public static bool TryParseUsage(ReadOnlySpan<byte> text, out double seconds)
    {
        bool found = ProcText.TryFindNumber(text, "usage_usec"u8, out ulong microseconds);
        seconds = microseconds / 1e6;
        return found;
    }

    /// <summary>Reads CPU seconds used, and the seconds the group waited because its quota was used up.</summary>
    /// <returns>False also where the cpu controller is off, which keeps the latter.</returns>
    public static bool TryParseThrottled(ReadOnlySpan<byte> text, out double used, out double throttled)
    {
        bool found = ProcText.TryFindNumber(text, "throttled_usec"u8, out ulong microseconds);
        throttled = microseconds / 1e6;
        return TryParseUsage(text, out used) && found;
    }

    /// <summary>Reads a file that holds one number of bytes.</summary>
    public static bool TryParseBytes(ReadOnlySpan<byte> text, out double bytes)
    {
        ReadOnlySpan<byte> line = text.TrimEnd((byte)'\n');
        bool found = ProcText.TryTakeNumber(ref line, out ulong value) && line.IsEmpty;
        bytes = value;
        return found;
    }

    /// <summary>Reads the file cache that can be taken back at once, from <c>memory.stat</c>, in bytes.</summary>
    public static bool TryParseInactiveFile(ReadOnlySpan<byte> text, out double bytes)
    {
        bool found = ProcText.TryFindNumber(text, "inactive_file"u8, out ulong value);
        bytes = value;
        return found;
    }
}
