namespace AIMetering.Pictures;

/// <summary>How a picture looks.</summary>
public sealed record PictureOptions
{
    private const int ShortestSide = 200;
    private const int LongestSide = 4000;
    private const int LowestDpi = 48;
    private const int HighestDpi = 600;

    /// <summary>Gets the width, in units of 1/96 inch.</summary>
    /// <value>200 to 4000; the default is 800, which fills a page of a paper at two columns.</value>
    public int Width { get; init; } = 800;

    /// <summary>Gets the height, in units of 1/96 inch; null fits it to what is shown.</summary>
    /// <value>200 to 4000.</value>
    public int? Height { get; init; }

    /// <summary>Gets the dots per inch of a PNG. An SVG has none.</summary>
    /// <value>48 to 600; the default is 192, sharp on most screens. Papers want 300.</value>
    public int Dpi { get; init; } = 192;

    /// <summary>Gets whether the picture is light on dark.</summary>
    public bool Dark { get; init; }

    /// <summary>Gets the title; null takes the name of the run, empty leaves it out.</summary>
    public string? Title { get; init; }

    /// <summary>Gets which series a picture of <see cref="PictureKind.Series"/> shows; null takes those the program recorded itself.</summary>
    /// <value>The other kinds ask it too when it is set, and show fewer.</value>
    public Func<SeriesReport, bool>? Include { get; init; }

    internal void Validate()
    {
        Check(Width, ShortestSide, LongestSide, nameof(Width));
        Check(Height ?? ShortestSide, ShortestSide, LongestSide, nameof(Height));
        Check(Dpi, LowestDpi, HighestDpi, nameof(Dpi));
    }

    private static void Check(int value, int least, int most, string option)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(option, value, FormattableString.Invariant($"{option} is {least} to {most}, not {value}."));
        }
    }
}
