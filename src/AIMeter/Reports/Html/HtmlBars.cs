using System.Globalization;

namespace AIMetering.Reports.Html;

/// <summary>A stretch of a bar: from and to as shares of its length, its colour, what it says when pointed at.</summary>
internal readonly record struct BarPart(double From, double To, int Colour, string Title);

/// <summary>Rows of bars with words on both sides. Each bar is an SVG in percent, so it fits any screen and prints sharp.</summary>
internal sealed class HtmlBars : IDisposable
{
    public const int Colours = 10;

    private readonly HtmlPen _pen;

    public HtmlBars(HtmlPen pen, string label)
    {
        _pen = pen;
        pen.Open("div", ("class", "bars"), ("role", "list"), ("aria-label", label));
    }

    public void Row(string name, int depth, string value, IEnumerable<BarPart> parts, (double Low, double High)? whisker)
    {
        _pen.Open("div", ("class", "bar-row"), ("role", "listitem"));
        _pen.Element("span", name, ("class", $"bar-name depth-{Math.Min(depth, 4)}"));
        _pen.Open("svg", ("class", "bar"), ("aria-hidden", "true"), ("width", "100%"), ("height", "22"));
        foreach (BarPart part in parts)
        {
            Part(part);
        }

        if (whisker is { } limits)
        {
            Whisker(limits.Low, limits.High);
        }

        _pen.Close();
        _pen.Element("span", value, ("class", "bar-value"));
        _pen.Close();
    }

    public void Dispose() => _pen.Close();

    private void Part(BarPart part)
    {
        _pen.Open(
            "rect", ("x", Percent(part.From)), ("width", Percent(part.To - part.From)), ("y", "3"), ("height", "16"),
            ("class", $"fill-{part.Colour % Colours}"));
        _pen.Element("title", part.Title);
        _pen.Close();
    }

    private void Whisker(double low, double high)
    {
        _pen.Element("line", "", ("x1", Percent(low)), ("x2", Percent(high)), ("y1", "11"), ("y2", "11"), ("class", "whisker"));
        foreach (double end in (ReadOnlySpan<double>)[low, high])
        {
            _pen.Element("line", "", ("x1", Percent(end)), ("x2", Percent(end)), ("y1", "6"), ("y2", "16"), ("class", "whisker"));
        }
    }

    private static string Percent(double share) =>
        (Math.Clamp(share, 0, 1) * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
