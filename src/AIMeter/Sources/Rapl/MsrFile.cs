using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace AIMetering.Sources.Rapl;

/// <summary>The registers of one CPU as the msr module shows them: eight bytes at the offset of the register's number.</summary>
/// <remarks>Opened for reading only.</remarks>
internal sealed class MsrFile(string devRoot, int cpu) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(
        Path.Combine(devRoot, string.Create(CultureInfo.InvariantCulture, $"cpu/{cpu}/msr")),
        FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>Reads a register.</summary>
    /// <returns>False when the CPU has none of that number, or the kernel or hypervisor refuses it.</returns>
    public bool TryRead(uint register, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        value = 0;
        try
        {
            if (RandomAccess.Read(_file, bytes, register) != bytes.Length)
            {
                return false;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return true;
    }

    public void Dispose() => _file.Dispose();
}
