using System.Globalization;
using System.Text.RegularExpressions;

namespace AIMetering.Sources.Estimate;

/// <summary>Finds the thermal design power of a CPU by its name.</summary>
internal static partial class DesignPowerTable
{
    /// <summary>Gives the design power in watts: of the same name, or of the longest listed name that this one begins with.</summary>
    /// <returns>Null when the name is not listed; a name that is merely alike is another product.</returns>
    public static double? Find(string? modelName)
    {
        string name = Normalize(modelName ?? "");
        string[]? best = null;
        foreach (string[] row in Table.Rows("cpu_tdp.csv"))
        {
            if (IsSameOrBeginning(row[0], name) && row[0].Length > (best?[0].Length ?? 0))
            {
                best = row;
            }
        }

        return best is null ? null : double.Parse(best[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the name that a CPU reports comparable: no marks, clock, core count or generation, single spaces, lower case.</summary>
    internal static string Normalize(string modelName)
    {
        string name = Marks().Replace(modelName, " ");
        name = Clock().Replace(name, "");
        return Spaces().Replace(Noise().Replace(name, " "), " ").Trim().ToLowerInvariant();
    }

    private static bool IsSameOrBeginning(string listed, string name)
    {
        if (!name.StartsWith(listed, StringComparison.Ordinal))
        {
            return false;
        }

        string rest = name[listed.Length..];
        return rest.Length == 0 || (rest[0] == ' ' && !Version().IsMatch(rest)); // "e5-2620 v5" is not an "e5-2620"
    }

    [GeneratedRegex(@"\((R|TM)\)", RegexOptions.IgnoreCase)]
    private static partial Regex Marks();

    [GeneratedRegex("@.*$")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b(CPU|Processor|APU|\d+th Gen|\d+-Core|(Dual|Quad|Six|Eight|Twelve|Sixteen)-Core)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Noise();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^ v\d")]
    private static partial Regex Version();
}
