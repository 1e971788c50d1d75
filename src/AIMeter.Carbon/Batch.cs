using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>Collects what the calls of one request bring. A call that fails costs its own values only; where further calls would
/// fail alike, they are not made.</summary>
internal sealed class Batch(CancellationToken cancellationToken)
{
    private readonly Dictionary<DateTimeOffset, IntensityPoint> _points = [];
    private readonly List<ProviderFailureException> _failures = [];
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private bool _isOver;

    /// <summary>Gets whether the caller gave up before all calls were made.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Gets or sets the values dropped as null, negative or impossible.</summary>
    public int Dropped { get; set; }

    /// <summary>Gets the points so far, in no order.</summary>
    public IReadOnlyCollection<IntensityPoint> Points => _points.Values;

    /// <summary>Gets what did not work; null when all did.</summary>
    public string? Problem => IsCancelled ? "no answer in the time given" : _failures.Count > 0 ? _failures[0].Message : null;

    /// <summary>Gets whether nothing came and nothing will: all that was asked for is refused for good.</summary>
    public bool IsRefused =>
        !IsCancelled && _points.Count == 0 && _failures.Count > 0 && _failures.All(failure => failure.Kind == FailureKind.Forbidden);

    /// <summary>Whether a point holds at the last moment before this one.</summary>
    public bool Covers(DateTimeOffset moment) => _points.Values.Any(point => point.From < moment && point.To >= moment);

    /// <summary>Makes a call and reads its answer, unless an earlier failure tells that it is no use.</summary>
    public async Task TryAsync(
        string endpoint, Func<CancellationToken, Task<JsonDocument>> call, Action<JsonElement> read)
    {
        if (_isOver || _closed.Contains(endpoint))
        {
            return;
        }

        try
        {
            using JsonDocument answer = await call(cancellationToken).ConfigureAwait(false);
            read(answer.RootElement);
        }
        catch (ProviderFailureException failure)
        {
            Note(endpoint, failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            IsCancelled = _isOver = true;
        }
    }

    /// <summary>Adds a point. A better kind stays; of two alike, the later counts: services repeat values they have
    /// revised.</summary>
    public void Add(IntensityPoint point)
    {
        if (!_points.TryGetValue(point.From, out IntensityPoint? known) || Rank(point) >= Rank(known))
        {
            _points[point.From] = point;
        }
    }

    private static int Rank(IntensityPoint point) => point.Provenance.Kind switch
    {
        IntensityKind.Historical => 3,
        IntensityKind.Live or IntensityKind.Estimated or IntensityKind.Imputed => 2,
        IntensityKind.Nowcast => 1,
        _ => 0,
    };

    private void Note(string endpoint, ProviderFailureException failure)
    {
        _failures.Add(failure);
        _isOver |= failure.EndsService;
        if (failure.EndsEndpoint)
        {
            _closed.Add(endpoint);
        }
    }
}
