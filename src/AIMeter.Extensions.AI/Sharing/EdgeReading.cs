namespace AIMetering.Chat.Sharing;

/// <summary>What a device had used since the session's start by one moment, in joules as its sensor shows them.</summary>
/// <param name="Joules">The figure; NaN while the sensor has given no value.</param>
/// <param name="Below">How far the truth may lie below it.</param>
/// <param name="Above">How far the truth may lie above it.</param>
internal readonly record struct EdgeReading(double Joules, double Below, double Above)
{
    public static readonly EdgeReading Unknown = new(double.NaN, 0, 0);

    public bool IsKnown => !double.IsNaN(Joules);
}
