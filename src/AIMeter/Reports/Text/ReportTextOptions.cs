using System.Globalization;

namespace AIMetering;

/// <summary>How <see cref="MeterReport.ToText"/> lays out a report.</summary>
public sealed record ReportTextOptions
{
    private const int Narrowest = 80;
    private const int Widest = 1000;

    /// <summary>Gets the most columns a line may take.</summary>
    /// <value>From 80 to 1000. The default is 100.</value>
    public int Width { get; init; } = 100;

    /// <summary>Gets whether only ASCII is written: <c>+/-</c> for ±, <c>u</c> for µ, <c>?</c> for what has no likeness.</summary>
    /// <value>The default is false. The console's sink sets it when the console does not take UTF-8.</value>
    public bool Ascii { get; init; }

    /// <summary>Gets how many series get a line of statistics; the rest is counted in one line. Energy and power come first.</summary>
    /// <value>Zero or more. The default is 24.</value>
    public int MaxSeries { get; init; } = 24;

    internal void Validate()
    {
        if (Width is < Narrowest or > Widest)
        {
            throw Bad(nameof(Width), Width, $"Give a width from {Narrowest} to {Widest} columns.");
        }

        if (MaxSeries < 0)
        {
            throw Bad(nameof(MaxSeries), MaxSeries, "Give zero to leave statistics out, or how many series to show.");
        }
    }

    private static ArgumentOutOfRangeException Bad(string option, int value, string remedy) => new(
        option, value, string.Create(CultureInfo.InvariantCulture, $"ReportTextOptions.{option} is {value}. {remedy}"));
}
