using System.Buffers;
using System.Globalization;
using System.Text;

namespace AIMetering;

/// <summary>How outputs name their files, and how they find out at the start that they can write them. For sinks of your own, too.</summary>
public static class RunFiles
{
    private const int LongestName = 48;
    private const int LongestId = 8;

    // Windows opens a device for these, whatever follows the first dot.
    private static readonly string[] Reserved =
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"com{n}", $"lpt{n}" })];

    private static readonly SearchValues<char> NotAtEnds = SearchValues.Create("-._");

    /// <summary>A file name without extension for a report, such as <c>chat-20261122T154630Z-5b7d4c0f</c>.</summary>
    /// <returns>The session's name with only letters, digits, dots, hyphens and underscores, its start in UTC, the end of its run id: never a path.</returns>
    public static string Stem(MeterReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Stem(report.Name, report.StartedAt, report.RunId);
    }

    /// <summary>A file name without extension for a run that begins: the same as that of its report.</summary>
    /// <returns>See <see cref="Stem(MeterReport)"/>.</returns>
    public static string Stem(RunDescription run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Stem(run.Name, run.StartedAt, run.RunId);
    }

    /// <summary>Makes a folder if need be and checks that files can be made in it, by making one and deleting it.</summary>
    /// <param name="folder">The folder; relative paths start at the current folder.</param>
    /// <param name="option">What the user called to name it, for the message, such as <c>WriteTo.Json</c>.</param>
    /// <returns>The folder's full path, which a later change of the current folder does not move.</returns>
    /// <exception cref="IOException">It cannot; the message names the option, the folder and the remedy.</exception>
    public static string PrepareFolder(string folder, string option)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            string full = Path.GetFullPath(folder);
            Directory.CreateDirectory(full);
            string probe = Path.Combine(full, $".aimeter-{Guid.NewGuid():N}");
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return full;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException(
                $"{option} cannot write to the folder '{folder}': {error.Message.TrimEnd('.')}. "
                + "Name a folder that this user may create and write, or change its owner or permissions.", error);
        }
    }

    private static string Stem(string name, DateTimeOffset startedAt, string runId) => string.Create(
        CultureInfo.InvariantCulture, $"{SafeName(name)}-{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{ShortId(runId)}");

    private static string SafeName(string name)
    {
        StringBuilder safe = new(LongestName);
        foreach (Rune rune in name.EnumerateRunes().Take(LongestName))
        {
            string letter = Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '_' ? rune.ToString() : "-";
            safe.Append(letter is "-" or "." && safe.Length > 0 && safe[^1] == letter[0] ? "" : letter);
        }

        string trimmed = Trimmed(safe.ToString());
        bool reserved = Reserved.Contains(trimmed.Split('.')[0], StringComparer.OrdinalIgnoreCase);
        return trimmed.Length == 0 ? "run" : reserved ? "run-" + trimmed : trimmed;
    }

    private static string Trimmed(string name)
    {
        int start = name.AsSpan().IndexOfAnyExcept(NotAtEnds);
        return start < 0 ? "" : name[start..(name.AsSpan().LastIndexOfAnyExcept(NotAtEnds) + 1)];
    }

    private static string ShortId(string runId)
    {
        // The end, not the beginning: ids that sort by time begin alike for runs of the same minute.
        string id = string.Concat(runId.Where(char.IsAsciiLetterOrDigit).TakeLast(LongestId));
        return id.Length == 0 ? "0" : id;
    }
}
