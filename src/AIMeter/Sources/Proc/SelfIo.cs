namespace AIMetering.Sources.Proc;

/// <summary>Reads <c>/proc/self/io</c>: bytes that this process made the storage layer read and write.</summary>
/// <remarks>Hits in the page cache are not among them.</remarks>
internal static class SelfIo
{
    public static bool TryParse(ReadOnlySpan<byte> text, out double read, out double written)
    {
        bool known = ProcText.TryFindNumber(text, "read_bytes:"u8, out ulong bytesRead)
            & ProcText.TryFindNumber(text, "write_bytes:"u8, out ulong bytesWritten);
        (read, written) = (bytesRead, bytesWritten);
        return known;
    }
}
