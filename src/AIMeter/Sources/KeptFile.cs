using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Sources;

/// <summary>A file of sysfs or procfs that is opened once and read again and again.</summary>
/// <remarks>
/// Reading at offset 0 makes the kernel answer afresh; nothing is allocated (File.ReadAllText would cost ten times as much and
/// fails on sysfs, whose files claim to be 4096 bytes long). Positional reads may run on several threads at once.
/// </remarks>
internal sealed class KeptFile(string path) : IDisposable
{
    // The kernel makes the text of procfs and sysfs in pages, and cuts it only where the next line does not fit into the page. So a
    // text shorter than half a page is the whole file, and asking for more would be a system call for nothing.
    private static readonly int HalfPage = Environment.SystemPageSize / 2;

    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public string Path { get; } = path;

    /// <summary>Reads the file from its start, up to the length of the buffer.</summary>
    /// <returns>The bytes read; fewer than the buffer holds when the file ended.</returns>
    /// <exception cref="IOException">The kernel refused, for example because the device went away.</exception>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        int length = 0;
        while (length < buffer.Length)
        {
            int read = RandomAccess.Read(_handle, buffer[length..], length);
            length += read;
            if (read == 0 || length < HalfPage)
            {
                break;
            }
        }

        return buffer[..length];
    }

    /// <summary>Reads the decimal number the file starts with, whatever white space surrounds it.</summary>
    /// <returns>False when the file does not hold a number.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public bool TryReadNumber(out ulong value)
    {
        Span<byte> buffer = stackalloc byte[64];
        int length = RandomAccess.Read(_handle, buffer, 0); // one page at most: a sysfs value comes whole in one read
        ReadOnlySpan<byte> text = buffer[..length].Trim(" \t\n\0"u8);
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && used > 0;
    }

    public void Dispose() => _handle.Dispose();
}
