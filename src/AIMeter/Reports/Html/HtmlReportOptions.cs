using System.Globalization;

namespace AIMetering;

/// <summary>How <see cref="MeterReport.ToHtml"/> makes a page.</summary>
public sealed record HtmlReportOptions
{
    private const int FewestPoints = 100;
    private const int MostPoints = 100_000;

    /// <summary>Gets the title of the page.</summary>
    /// <value>Null, the default, takes the session's name.</value>
    public string? Title { get; init; }

    /// <summary>Gets the most samples of a series that are drawn one by one.</summary>
    /// <value>
    /// From 100 to 100,000. The default is 4,000, twice as many as a wide screen has columns. A series with more samples is drawn by
    /// the least and the greatest of each of half as many equal stretches of time, and the page says so.
    /// </value>
    public int MaxPoints { get; init; } = 4_000;

    internal void Validate()
    {
        if (MaxPoints is < FewestPoints or > MostPoints)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxPoints), MaxPoints, string.Create(
                CultureInfo.InvariantCulture,
                $"HtmlReportOptions.MaxPoints is {MaxPoints}. Give a number of points from {FewestPoints} to {MostPoints}."));
        }
    }
}
