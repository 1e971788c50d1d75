using System.Text;

namespace AIMetering.Export;

/// <summary>Names that every reader of Parquet takes: metrics and hosts can be called anything.</summary>
internal static class SafeNames
{
    private const int LongestHost = 64; // as long as Linux lets a host name be

    /// <summary>A column: letters, digits and underscores, which Spark and SQL take without quotes or not at all.</summary>
    public static string Column(string metric, string unitSuffix) =>
        Only(unitSuffix.Length == 0 ? metric : $"{metric}_{unitSuffix}", '_', "");

    /// <summary>The value in <c>host=VALUE</c>: letters, digits, dots, hyphens and underscores, never a path.</summary>
    public static string Host(string name)
    {
        string safe = Only(name, '-', "._").Trim('.', '-');
        return safe.Length == 0 ? "unknown" : safe[..Math.Min(safe.Length, LongestHost)];
    }

    /// <summary>The name, or with <c>_2</c> and so on when it is taken; SQL does not tell upper from lower case.</summary>
    public static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int number = 2; !taken.Add(unique); number++)
        {
            unique = FormattableString.Invariant($"{name}_{number}");
        }

        return unique;
    }

    private static string Only(string name, char instead, string allowed)
    {
        StringBuilder safe = new(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool stays = Rune.IsLetterOrDigit(rune) || rune.Value == '_' || (rune.IsAscii && allowed.Contains((char)rune.Value));
            safe.Append(stays ? rune.ToString() : instead);
        }

        return safe.ToString();
    }
}
