namespace AIMetering.Carbon;

/// <summary>What to tell someone who gave a code that is not in the tables.</summary>
internal static class RegionSuggestions
{
    private const int Most = 5;

    private const string Forms =
        "Give an ISO country code (DE), a US state (US-CA), an eGRID subregion (EGRID-CAMX), a Canadian province (CA-ON), "
        + "an Australian state (AU-NSW), a cloud region (aws:eu-west-1, azure:westeurope, gcp:europe-west1), "
        + "an Electricity Maps zone (em:SE-SE3), or latitude,longitude (52.52,13.40).";

    /// <summary>Codes people use that ISO 3166 gives otherwise or not at all.</summary>
    private static readonly Dictionary<string, string> Habits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UK"] = "GB",
        ["EL"] = "GR",
        ["EU"] = "EU27",
        ["XKX"] = "XK",
        ["USA-NATIONAL"] = "US",
        ["England"] = "GB",
        ["Scotland"] = "GB",
        ["Wales"] = "GB",
        ["Holland"] = "NL",
    };

    public static string Explain(string code)
    {
        string key = code.Trim();
        string[] near = [.. Near(key)];
        string nearest = near.Length == 0 ? "" : $" Near matches: {string.Join(", ", near)}.";
        return $"'{Shorten(key)}' is no grid region known here.{nearest} {Forms}";
    }

    internal static IEnumerable<string> Near(string key)
    {
        List<(string Code, string Name, int Distance)> ranked = [.. Everything()
            .Select(entry => (entry.Code, entry.Name, Distance: Rank(key, entry.Code, entry.Name)))
            .OrderBy(entry => entry.Distance)
            .ThenBy(entry => entry.Code.Length)
            .ThenBy(entry => entry.Code, StringComparer.Ordinal)];

        // What is the same thing under another name needs no slips of the pen beside it.
        int furthest = ranked[0].Distance == 0 ? 0 : 2;
        return ranked.TakeWhile(entry => entry.Distance <= furthest).Take(Most).Select(entry => $"{entry.Code} ({entry.Name})");
    }

    private static IEnumerable<(string Code, string Name)> Everything() =>
        CarbonTables.Places.Values.Select(row => (row.Required("iso2"), row.Required("name")))
            .Concat(CarbonTables.Subnational.Values.Select(row => (row.Required("code"), row.Required("name"))))
            .Concat(CarbonTables.Clouds.Select(pair => (pair.Key, pair.Value.Required("location"))))
            .Concat(CarbonTables.Groups.Values.Select(row => (row.Required("code"), row.Required("name"))))
            .Concat(CarbonTables.Zones.Values.Where(row => row.Required("zone").Contains('-', StringComparison.Ordinal))
                .Select(row => (RegionCodes.ZonePrefix + row.Required("zone"), row.Required("name"))));

    /// <summary>0 is the same thing under another name, 1 and 2 are slips of the pen, 3 is no match.</summary>
    private static int Rank(string key, string code, string name)
    {
        if (Same(name, key) || (Habits.TryGetValue(key, out string? habit) && Same(habit, code)) || IsTail(code, key))
        {
            return 0;
        }

        if (key.Length >= 4 && name.StartsWith(key, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        int allowed = key.Length < 4 ? 1 : 2;
        int distance = Math.Min(Distance(key, code), key.Length >= 5 ? Distance(key, name) : 3);
        return distance <= allowed ? distance : 3;
    }

    /// <summary>"TX" of "US-TX", "us-east-1" of "aws:us-east-1", "NSW" of "AU-NSW".</summary>
    private static bool IsTail(string code, string key) =>
        code.Length > key.Length && code[^(key.Length + 1)] is '-' or ':'
            && code.EndsWith(key, StringComparison.OrdinalIgnoreCase)
        && code.AsSpan(0, code.Length - key.Length - 1).IndexOfAny('-', ':') < 0;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters to insert, drop or change (Levenshtein), without regard to case.</summary>
    internal static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
        {
            return 3;
        }

        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + change));
            }
        }

        return row[^1];
    }

    private static string Shorten(string key) => key.Length <= 40 ? key : key[..40] + "…";
}
