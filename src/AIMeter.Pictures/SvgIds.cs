using System.Globalization;
using System.Xml.Linq;

namespace AIMetering.Pictures;

/// <summary>Gives the elements of an SVG their ids by their order: Skia numbers them through the whole process, so that no two pictures are alike.</summary>
internal static class SvgIds
{
    public static XDocument Renumber(XDocument picture)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (XAttribute id in picture.Descendants().Attributes("id"))
        {
            id.Value = names[id.Value] = string.Create(CultureInfo.InvariantCulture, $"i{names.Count}");
        }

        foreach (XAttribute attribute in picture.Descendants().Attributes().Where(attribute => attribute.Value.Contains('#', StringComparison.Ordinal)))
        {
            attribute.Value = Renamed(attribute.Value, names);
        }

        return picture;
    }

    // A reference stands alone, as in "#cl_1", or in "url(#cl_1)".
    private static string Renamed(string value, Dictionary<string, string> names)
    {
        int begin = value.IndexOf('#', StringComparison.Ordinal) + 1, end = value.IndexOf(')', begin);
        end = end < 0 ? value.Length : end;
        return names.TryGetValue(value[begin..end], out string? name) ? $"{value[..begin]}{name}{value[end..]}" : value;
    }
}
