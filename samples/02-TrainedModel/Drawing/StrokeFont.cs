using System.Globalization;
using System.Numerics;

namespace TrainedModel.Drawing;

/// <summary>
/// Capitals and digits as pen strokes on a grid 10 units high, so that the sample draws the same page on every machine,
/// also where no font is installed. A stroke is a list of points; strokes are separated by semicolons.
/// </summary>
internal static class StrokeFont
{
    public const float Height = 10f;
    public const float Pen = 1.5f;

    private const float Gap = 2.6f;
    private const float Space = 5f;

    private static readonly Dictionary<char, Vector2[][]> Glyphs = new()
    {
        ['A'] = Strokes("0,10 3.5,0 7,10;1.2,6.6 5.8,6.6"),
        ['B'] = Strokes("0,5 0,0 4,0 5.5,1.2 5.5,3.7 4,5 0,5 0,10 4.5,10 6,8.7 6,6.3 4.5,5 4,5"),
        ['C'] = Strokes("6,2 4.5,0 1.5,0 0,1.8 0,8.2 1.5,10 4.5,10 6,8"),
        ['D'] = Strokes("0,0 3.5,0 6,2.5 6,7.5 3.5,10 0,10 0,0"),
        ['E'] = Strokes("5.5,0 0,0 0,10 5.5,10;0,5 4.8,5"),
        ['G'] = Strokes("6,2 4.5,0 1.5,0 0,1.8 0,8.2 1.5,10 4.5,10 6,8.5 6,5.5 3.5,5.5"),
        ['H'] = Strokes("0,0 0,10;6,0 6,10;0,5 6,5"),
        ['K'] = Strokes("0,0 0,10;6,0 0,6;2,4.2 6,10"),
        ['M'] = Strokes("0,10 0,0 3.8,7 7.6,0 7.6,10"),
        ['N'] = Strokes("0,10 0,0 6,10 6,0"),
        ['O'] = Strokes("3,0 5.4,0 7.4,1.6 8.4,3.8 8.4,6.2 7.4,8.4 5.4,10 3,10 1,8.4 0,6.2 0,3.8 1,1.6 3,0"),
        ['P'] = Strokes("0,10 0,0 4.5,0 6,1.4 6,4 4.5,5.4 0,5.4"),
        ['R'] = Strokes("0,10 0,0 4.5,0 6,1.4 6,4 4.5,5.4 0,5.4;3.2,5.4 6,10"),
        ['S'] = Strokes("5.8,1.6 4.4,0 1.5,0 0,1.4 0,3.3 1.5,4.7 4.4,5.3 6,6.7 6,8.6 4.5,10 1.5,10 0,8.4"),
        ['T'] = Strokes("0,0 7,0;3.5,0 3.5,10"),
        ['U'] = Strokes("0,0 0,8 1.7,10 4.3,10 6,8 6,0"),
        ['W'] = Strokes("0,0 2.3,10 4.6,1.5 6.9,10 9.2,0"),
        ['Y'] = Strokes("0,0 3.4,5.2 6.8,0;3.4,5.2 3.4,10"),
        ['0'] = Strokes("1.8,0 4,0 5.6,1.8 5.6,8.2 4,10 1.8,10 0.2,8.2 0.2,1.8 1.8,0"),
        ['1'] = Strokes("0.5,2.2 3.2,0 3.2,10"),
        ['2'] = Strokes("0,2.2 0.6,0.8 1.8,0 4.2,0 5.6,1.2 5.6,3.4 0,10 6,10"),
        ['3'] = Strokes("0.2,1 1.6,0 4.2,0 5.6,1.2 5.6,3.5 4.2,4.8 2.2,4.8;4.2,4.8 5.8,6.2 5.8,8.6 4.2,10 1.4,10 0,9"),
        ['4'] = Strokes("4.6,10 4.6,0 0,7.2 6.4,7.2"),
        ['5'] = Strokes("5.4,0 0.7,0 0.3,4.6 1.8,4 4.2,4 5.8,5.4 5.8,8.4 4.2,10 1.4,10 0,9"),
        ['6'] = Strokes("5.2,0.6 4,0 2,0 0.2,2.4 0.2,8.4 1.6,10 4.4,10 5.8,8.4 5.8,5.8 4.4,4.4 1.8,4.4 0.2,5.8"),
        ['7'] = Strokes("0,0 6,0 2.2,10"),
        ['8'] = Strokes("1.8,0 4.2,0 5.4,1.2 5.4,3.4 4.2,4.7 1.8,4.7 0.6,3.4 0.6,1.2 1.8,0;" +
                        "1.8,4.7 0.2,6.2 0.2,8.5 1.8,10 4.2,10 5.8,8.5 5.8,6.2 4.2,4.7"),
        ['9'] = Strokes("0.8,9.4 2,10 4,10 5.8,7.6 5.8,1.6 4.4,0 1.6,0 0.2,1.6 0.2,4.2 1.6,5.6 4.2,5.6 5.8,4.2"),
        ['.'] = Strokes("0.2,9.8 0.2,9.9"),
    };

    /// <summary>The pen strokes of a line of text, the first letter's top left corner at the origin.</summary>
    public static IEnumerable<Vector2[]> Write(string text)
    {
        float x = 0;
        foreach (char character in text)
        {
            if (character == ' ')
            {
                x += Space;
                continue;
            }

            Vector2[][] glyph = Glyphs[character];
            var origin = new Vector2(x, 0);
            foreach (Vector2[] stroke in glyph)
            {
                yield return [.. stroke.Select(point => point + origin)];
            }

            x += glyph.SelectMany(stroke => stroke).Max(point => point.X) + Gap;
        }
    }

    private static Vector2[][] Strokes(string glyph) =>
        [.. glyph.Split(';').Select(stroke => stroke.Split(' ').Select(Point).ToArray())];

    private static Vector2 Point(string point)
    {
        string[] xy = point.Split(',');
        return new Vector2(float.Parse(xy[0], CultureInfo.InvariantCulture), float.Parse(xy[1], CultureInfo.InvariantCulture));
    }
}
