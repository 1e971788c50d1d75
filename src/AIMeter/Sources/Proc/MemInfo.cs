namespace AIMetering.Sources.Proc;

/// <summary>Reads <c>/proc/meminfo</c>.</summary>
internal static class MemInfo
{
    /// <summary>Both figures lie in the first three lines.</summary>
    public const int FirstLines = 512;

    /// <summary>Reads total and available memory in bytes; false without MemAvailable (kernels before 3.14).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double total, out double available)
    {
        bool known = TryParseTotal(text, out total) & ProcText.TryFindNumber(text, "MemAvailable:"u8, out ulong kibibytes);
        available = kibibytes * 1024.0;
        return known;
    }

    /// <summary>Reads the total memory in bytes once; null when it cannot be read.</summary>
    public static long? ReadTotal(SourceEnvironment environment)
    {
        double total = 0;
        string path = Path.Combine(environment.ProcRoot, "meminfo");
        using TextFile? file = TextFile.TryOpen(path, text => TryParseTotal(text, out total), FirstLines);
        return file is null ? null : (long)total;
    }

    private static bool TryParseTotal(ReadOnlySpan<byte> text, out double total)
    {
        bool known = ProcText.TryFindNumber(text, "MemTotal:"u8, out ulong kibibytes);
        total = kibibytes * 1024.0;
        return known && kibibytes > 0;
    }
}
