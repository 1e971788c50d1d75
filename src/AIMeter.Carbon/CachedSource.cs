using System.Collections.Concurrent;

namespace AIMetering.Carbon.Providers;

/// <summary>Stands between a provider and its service: answers from the cache what will not change or was just fetched, fetches
/// the rest, and falls back on the cache when the service fails or the caller has no more time.</summary>
internal sealed class CachedSource(TimeProvider time, CacheFolder folder)
{
    private static readonly TimeSpan ProfileReach = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, SeriesCache> _caches = new(StringComparer.Ordinal);

    /// <summary>Answers a request for one series, which a key names.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up, and the cache knows nothing either.</exception>
    public async Task<IntensityAnswer> AnswerAsync(
        string key,
        CacheRules rules,
        IntensityProvenance template,
        IntensityRequest request,
        Func<Batch, Task> fetch,
        CancellationToken cancellationToken)
    {
        SeriesCache cache = _caches.GetOrAdd(key, name => new SeriesCache(folder.Of(name), template));
        DateTimeOffset now = time.GetUtcNow();
        if (IsCovered(cache.Read(request.From, request.To).Points.Where(point => rules.IsUsable(point, now)), request))
        {
            return Answer(cache, rules, request, 0, null);
        }

        var batch = new Batch(cancellationToken);
        await fetch(batch).ConfigureAwait(false);
        cache.Write(batch.Points);
        IntensityAnswer answer = Answer(cache, rules, request, batch.Dropped, batch.Problem);
        bool isEmpty = !answer.Points.Any(point => Touches(point, request));
        return batch.IsCancelled && isEmpty
            ? throw new OperationCanceledException(cancellationToken)
            : answer with { IsServed = !(batch.IsRefused && isEmpty) };
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

    private static bool Touches(IntensityPoint point, IntensityRequest request) =>
        point.To > request.From && point.From < request.To;

    /// <summary>A kept value may have been fetched for a run whose region was given in another way.</summary>
    private static IntensityPoint For(IntensityRequest request, IntensityPoint point) => point.Provenance.RegionSource == request.Region.Source
        ? point : point with { Provenance = point.Provenance with { RegionSource = request.Region.Source } };

    private IntensityAnswer Answer(
        SeriesCache cache, CacheRules rules, IntensityRequest request, int dropped, string? problem)
    {
        DateTimeOffset now = time.GetUtcNow();
        (List<IntensityPoint> points, List<IntensityPoint> leftOut) = cache.Read(request.From - ProfileReach, request.To);
        bool IsOld(IntensityPoint point) => problem is not null && Touches(point, request) && !rules.IsUsable(point, now);
        string?[] problems =
        [
            problem ?? (points.Exists(point => Touches(point, request)) ? null : "the service has no values for this time yet"),
            CacheLabel.Of(points.Where(IsOld), now),
            leftOut.Exists(point => Touches(point, request)) ? "values of an older model are left out" : null,
            cache.Trouble,
        ];
        string said = string.Join("; ", problems.OfType<string>());
        return new IntensityAnswer
        {
            Points = [.. points.Select(point => For(request, IsOld(point) ? CacheLabel.On(point, now) : point))],
            Dropped = dropped,
            Problem = said.Length == 0 ? null : said,
        };
    }
}
