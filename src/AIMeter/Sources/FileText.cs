using System.Globalization;

namespace AIMetering.Sources;

/// <summary>Reads small files while looking for sources; not used while sampling.</summary>
internal static class FileText
{
    /// <summary>The trimmed text of a file; null when it is not there or cannot be read.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim(); // reads to the end; ReadAllBytes would trust the length, which sysfs makes up
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number a file holds; null when it is not there, cannot be read or holds none.</summary>
    public static double? TryReadNumber(string path) =>
        double.TryParse(TryRead(path), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    /// <summary>The names of the entries of a folder, sorted by ordinal; empty when it is not there or cannot be read.</summary>
    public static IReadOnlyList<string> Entries(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
