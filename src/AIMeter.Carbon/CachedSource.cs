using System.Collections.Concurrent;

namespace AIMetering.Carbon.Providers;

/// <summary>What a service answered to one request.</summary>
/// <param name="Points">Its points; real ones and forecasts.</param>
/// <param name="Dropped">Values dropped as null, negative or impossible.</param>
/// <param name="Problem">What did not work although something did; null when nothing.</param>
internal sealed record Fetched(IReadOnlyList<IntensityPoint> Points, int Dropped = 0, string? Problem = null);

/// <summary>Stands between a provider and its service: answers from the cache what will not change or was just fetched, fetches
/// the rest, and falls back on the cache when the service fails.</summary>
internal sealed class CachedSource(CarbonHttpOptions options, string provider, TimeSpan settledAfter)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ProfileReach = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, SeriesCache> _caches = new(StringComparer.Ordinal);

    /// <summary>Answers a request for one series, which a key names.</summary>
    public async Task<IntensityAnswer> AnswerAsync(
        string key,
        IntensityProvenance template,
        IntensityRequest request,
        Func<CancellationToken, Task<Fetched>> fetch,
        CancellationToken cancellationToken)
    {
        SeriesCache cache = _caches.GetOrAdd(key, name => new SeriesCache(FolderOf(name), template));
        List<IntensityPoint> known = cache.Read(request.From, request.To);
        if (IsCovered(known.Where(IsUsable), request))
        {
            return Answer(cache, request, 0, null);
        }

        try
        {
            Fetched fetched = await fetch(cancellationToken).ConfigureAwait(false);
            cache.Write(fetched.Points);
            return Answer(cache, request, fetched.Dropped, fetched.Problem);
        }
        catch (ProviderFailureException failure)
        {
            string rest = known.Count > 0 ? "; cached values are used" : "";
            return Answer(cache, request, 0, failure.Message + rest);
        }
    }

    private static bool IsCovered(IEnumerable<IntensityPoint> points, IntensityRequest request)
    {
        DateTimeOffset at = request.From;
        foreach (IntensityPoint point in points)
        {
            if (point.From > at)
            {
                return false;
            }

            at = point.To > at ? point.To : at;
        }

        return at >= request.To;
    }

    private static IntensityAnswer Answer(SeriesCache cache, IntensityRequest request, int dropped, string? problem) => new()
    {
        Points = cache.Read(request.From - ProfileReach, request.To),
        Dropped = dropped,
        Problem = problem ?? cache.Trouble,
    };

    /// <summary>Fetched a moment ago, or a past value so old when fetched that it is not revised any more.</summary>
    private bool IsUsable(IntensityPoint point)
    {
        DateTimeOffset retrieved = point.Provenance.RetrievedAt ?? DateTimeOffset.MinValue;
        bool settled =
            point.Provenance.Kind is IntensityKind.Historical or IntensityKind.Imputed && retrieved - point.To > settledAfter;
        return settled || options.Time.GetUtcNow() - retrieved < Fresh;
    }

    private string? FolderOf(string key) => options.CacheDirectory is null ? null
        : Path.Combine(options.CacheDirectory, provider, string.Concat(key.Select(Plain)));

    /// <summary>A letter that no file system reads as a path.</summary>
    private static char Plain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_';
}
