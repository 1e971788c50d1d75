using System.Runtime.InteropServices;

namespace AIMetering.Export;

/// <summary>A reading as the spool keeps it. Spools are read on the machine that wrote them.</summary>
/// <param name="Series">The number of its series in the run.</param>
/// <param name="N">Which reading of its series it is, from 0.</param>
/// <param name="Elapsed">Seconds since the session's start.</param>
/// <param name="Value">The value.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct SampleRecord(int Series, int N, double Elapsed, double Value)
{
    public static byte[] ToBytes(ReadOnlySpan<SampleRecord> samples) => MemoryMarshal.AsBytes(samples).ToArray();

    public static ReadOnlySpan<SampleRecord> From(byte[] payload) => MemoryMarshal.Cast<byte, SampleRecord>(payload);
}
