using System.Collections.Concurrent;
using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>Electricity Maps v3: the flow-traced average intensity of a zone, CO2e, consumption based.</summary>
/// <remarks>
/// Needs a token. The free one serves one zone and the last 24 hours, and is for non-commercial use; the data may not be
/// redistributed. Values of the running hour are estimates and are revised for days; settle again then. It is an average and
/// never answers for a marginal signal.
/// </remarks>
public sealed class ElectricityMaps : ICarbonIntensityProvider, IDisposable
{
    private const string PublicAddress = "https://api.electricitymaps.com/v3";
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRange = TimeSpan.FromDays(10);

    /// <summary>Hourly values stand until the hour ends, and for five minutes in any case; they are revised for days.</summary>
    private static readonly CacheRules Rules = new(TimeSpan.FromDays(3), Hour, TimeSpan.FromMinutes(5));

    private readonly TimeProvider _time;
    private readonly CarbonHttp _http;
    private readonly Secret _token;
    private readonly CachedSource _source;
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private string? _refusedToken;

    /// <summary>Makes a provider. Nothing is sent before the first question.</summary>
    /// <param name="token">The account's token.</param>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The token is missing, or an option is out of range.</exception>
    public ElectricityMaps(string? token, CarbonHttpOptions? options = null)
    {
        if (string.IsNullOrWhiteSpace(token))
        {
            throw new ArgumentException(
                "Electricity Maps needs a token: get one at portal.electricitymaps.com and give it here or in "
                + "ELECTRICITY_MAPS_TOKEN.",
                nameof(token));
        }

        options ??= new CarbonHttpOptions();
        Uri address = CarbonHttpOptions.Check(options, PublicAddress);
        _time = options.Time;
        _token = new Secret(token);
        _http = new CarbonHttp(address, options, _token);
        _source = new CachedSource(_time, new CacheFolder(options, "electricitymaps", address));
    }

    /// <inheritdoc/>
    public string Name => "Electricity Maps";

    /// <summary>Gets or sets which factors are asked for: life cycle, the service's default, or direct, the ones meant for Scope
    /// 2.</summary>
    /// <value>The default is <see cref="EmissionScope.Lifecycle"/>.</value>
    public EmissionScope Scope { get; init; } = EmissionScope.Lifecycle;

    /// <summary>Gets or sets whether estimated values are left out.</summary>
    /// <value>The default is false: they are taken and labelled.</value>
    public bool DisableEstimations { get; init; }

    private string FactorType => Scope == EmissionScope.Direct ? "direct" : "lifecycle";

    /// <summary>Makes a provider with the token of ELECTRICITY_MAPS_TOKEN.</summary>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The variable is not set, or an option is out of range.</exception>
    public static ElectricityMaps FromEnvironment(CarbonHttpOptions? options = null) =>
        new(Environment.GetEnvironmentVariable("ELECTRICITY_MAPS_TOKEN"), options);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    public async Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Signal != CarbonSignal.Average)
        {
            return IntensityAnswer.NotServed("has the average signal only");
        }

        if (Place(request.Region) is not { } place)
        {
            return IntensityAnswer.NotServed(
                $"'{request.Region.Code}' is no zone and has no coordinates: give a zone (em:DE) or coordinates");
        }

        return await _source.AnswerAsync(
            $"{place}_{FactorType}{(DisableEstimations ? "_measured" : "")}",
            Rules,
            Template(request.Region),
            request,
            batch => FetchAsync(batch, request, place),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A point is asked for as a point: the country it lies in can have many zones, and zones of other grids. A region
    /// that was named is asked for by its zone.</summary>
    private static string? Place(GridRegion region) => region switch
    {
        { Source: not GridRegionSource.Coordinates, ElectricityMapsZone: { } zone } => "zone=" + Uri.EscapeDataString(zone),
        { Latitude: { } latitude, Longitude: { } longitude } => $"lat={Iso.Degrees(latitude)}&lon={Iso.Degrees(longitude)}",
        { ElectricityMapsZone: { } zone } => "zone=" + Uri.EscapeDataString(zone),
        _ => null,
    };

    private IntensityProvenance Template(GridRegion region) => new()
    {
        Signal = CarbonSignal.Average,
        Gas = CarbonGas.CO2e,
        Scope = Scope,
        Grid = GridBasis.Consumption,
        Kind = IntensityKind.Historical,
        Provider = "Electricity Maps",
        Region = region.ElectricityMapsZone ?? region.Code,
        RegionSource = region.Source,
        Source = "Electricity Maps API v3, flow-traced",
        Licence = "Electricity Maps API terms: no redistribution; free tokens non-commercial",
        OriginalUnit = "g CO2e/kWh",
    };

    private async Task FetchAsync(Batch batch, IntensityRequest request, string place)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset end = request.To < now ? request.To : now;
        var reader = new ElectricityMapsReader(
            batch,
            request.Region,
            place.StartsWith("zone=", StringComparison.Ordinal),
            Template(request.Region),
            now,
            _http.Quote);
        Task Ask(string endpoint, string? list, string extra = "") =>
            batch.TryAsync(endpoint, token => GetAsync(endpoint, place, extra, token), answer => reader.Read(answer, list));
        if (request.From < now - Day)
        {
            foreach ((DateTimeOffset from, DateTimeOffset to) in Iso.Pieces(Iso.Floor(request.From, Hour), end, LongestRange))
            {
                await Ask("past-range", "data", $"&start={Iso.Seconds(from)}&end={Iso.Seconds(to)}").ConfigureAwait(false);
            }
        }

        // A free token has no past-range: the last day of a longer run is in its history all the same.
        if (request.From < now && request.To > now - Day && !batch.Covers(end))
        {
            await Ask("history", "history").ConfigureAwait(false);
        }

        if (request.From <= now && request.To > now - Hour && !batch.Covers(end))
        {
            await Ask("latest", null).ConfigureAwait(false);
        }

        // Zones lag by up to an hour: where the end of a run is not there yet, its forecast is.
        if (request.To > now - Hour && !batch.Covers(request.To))
        {
            await Ask("forecast", "forecast").ConfigureAwait(false);
        }
    }

    private async Task<JsonDocument> GetAsync(string endpoint, string place, string extra, CancellationToken cancellationToken)
    {
        string scope = endpoint + place;
        if (_refusedToken is not null || _refusals.ContainsKey(scope))
        {
            throw new ProviderFailureException(FailureKind.Forbidden, _refusedToken ?? _refusals[scope]);
        }

        // Without the last parameter an unknown zone is answered with the zone of the caller's own address.
        string query = $"carbon-intensity/{endpoint}?{place}{extra}&emissionFactorType={FactorType}"
            + $"&disableEstimations={(DisableEstimations ? "true" : "false")}&shouldUseFallbackCallerLookup=false";
        try
        {
            return await _http.GetAsync(
                query, request => request.Headers.Add("auth-token", _token.Reveal()), cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure) when (failure is { Kind: FailureKind.Unauthorized, IsPage: false })
        {
            // The token itself is refused, so it is for every endpoint and zone.
            _refusedToken = failure.Message;
            throw new ProviderFailureException(FailureKind.Forbidden, failure.Message);
        }
        catch (ProviderFailureException failure) when (failure.Kind == FailureKind.Forbidden)
        {
            _refusals[scope] = failure.Message;
            throw;
        }
    }
}
