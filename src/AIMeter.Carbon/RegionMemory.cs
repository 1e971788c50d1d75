using System.Collections.Concurrent;

namespace AIMetering.Carbon.Providers;

/// <summary>Which region a place was found in, kept across processes, so that cached values are found while the service is
/// away.</summary>
internal sealed class RegionMemory(TimeProvider time, CacheFolder folder)
{
    private const char Separator = '\t';
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, (string Region, long Since)> _known = new(StringComparer.Ordinal);

    private string? FileName => folder.Path is { } path ? Path.Combine(path, "regions.tsv") : null;

    /// <summary>The region, when it was found less than a day ago by this process; null otherwise.</summary>
    public string? Recent(string place) =>
        _known.TryGetValue(place, out (string Region, long Since) known) && time.GetElapsedTime(known.Since) < Life
            ? known.Region
            : null;

    /// <summary>The region as it was ever found; null when never.</summary>
    public string? Ever(string place)
    {
        try
        {
            return _known.TryGetValue(place, out (string Region, long Since) known) ? known.Region
                : FileName is { } file && File.Exists(file)
                    ? File.ReadLines(file).Select(line => line.Split(Separator))
                        .LastOrDefault(line => line is [var key, _] && key == place)?[1]
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Remember(string place, string region)
    {
        bool isNew = Ever(place) != region;
        _known[place] = (region, time.GetTimestamp());
        if (!isNew || FileName is not { } file)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.AppendAllText(file, $"{place}{Separator}{region}\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then the next process asks the service again.
        }
    }
}
