using System.IO.Compression;

namespace AIMetering.Reports.Html;

/// <summary>How samples travel in the page: bytes of equal weight side by side, gzip, base64. Values are of single precision.</summary>
/// <remarks>Two bit patterns of "not a number" tell a gap, which cuts the line, from a moment that a series knows nothing of.</remarks>
internal static class TraceCode
{
    public const uint Gap = 0x7fc00000;
    public const uint Nothing = 0x7fc00001;

    /// <summary>Whether a value can be drawn: a finite number in single precision too.</summary>
    public static bool CanDraw(double value) => float.IsFinite((float)value);

    public static uint Of(double value) => CanDraw(value) ? BitConverter.SingleToUInt32Bits((float)value) : Gap;

    public static uint[] Of(double[] values) => Array.ConvertAll(values, Of);

    public static string Pack(ReadOnlySpan<uint> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(uint)];
        for (int weight = 0; weight < sizeof(uint); weight++)
        {
            Span<byte> plane = bytes.AsSpan(weight * values.Length, values.Length);
            for (int index = 0; index < values.Length; index++)
            {
                plane[index] = (byte)(values[index] >> (8 * weight));
            }
        }

        return Squeeze(bytes);
    }

    public static string Pack(ReadOnlySpan<double> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(ulong)];
        for (int index = 0; index < values.Length; index++)
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(values[index]);
            for (int weight = 0; weight < sizeof(ulong); weight++)
            {
                bytes[(weight * values.Length) + index] = (byte)(bits >> (8 * weight));
            }
        }

        return Squeeze(bytes);
    }

    private static string Squeeze(byte[] bytes)
    {
        using MemoryStream squeezed = new();
        using (GZipStream gzip = new(squeezed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return Convert.ToBase64String(squeezed.ToArray());
    }
}
