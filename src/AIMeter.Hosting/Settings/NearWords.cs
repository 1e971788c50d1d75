namespace AIMetering.Hosting.Settings;

/// <summary>Words that come near one that was mistyped.</summary>
internal static class NearWords
{
    /// <summary>The words that a few letters turn into one of those known, the nearest first.</summary>
    public static string[] Of(string word, IEnumerable<string> known) =>
        [.. known.Select(each => (Word: each, Distance: Distance(word.ToUpperInvariant(), each.ToUpperInvariant())))
            .Where(each => each.Distance <= Math.Max(2, word.Length / 3) && each.Distance < each.Word.Length)
            .OrderBy(each => each.Distance).Select(each => each.Word).Take(2)];

    // How many letters to change, add or leave out (Levenshtein), one row of the table at a time.
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
