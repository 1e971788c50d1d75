using System.Globalization;

namespace AIMetering.Export;

/// <summary>What of a spool could not be read.</summary>
/// <param name="Bytes">How many bytes.</param>
/// <param name="MostReadings">How many readings they held at most.</param>
internal readonly record struct SpoolDamage(long Bytes, long MostReadings)
{
    // SampleRecord: two numbers of 4 bytes, two of 8.
    private const int ReadingBytes = 24;

    public static SpoolDamage operator +(SpoolDamage one, SpoolDamage other) => new(one.Bytes + other.Bytes, one.MostReadings + other.MostReadings);

    public static SpoolDamage operator -(SpoolDamage one, SpoolDamage other) => new(one.Bytes - other.Bytes, one.MostReadings - other.MostReadings);

    /// <summary>The damage of so many bytes that held so many frames.</summary>
    public static SpoolDamage Of(long bytes, long frames) => new(bytes, Math.Max(0, bytes - (Math.Max(1, frames) * Frame.HeaderBytes) + ReadingBytes - 1) / ReadingBytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Bytes} bytes of the spool were damaged before the database had them: at most {MostReadings} readings are lost, and what was told there of phases.");
}
