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

    private readonly CarbonHttpOptions _options;
    private readonly CarbonHttp _http;
    private readonly Secret _token;
    private readonly CachedSource _source;
    private readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);

    /// <summary>Makes a provider. Nothing is sent before the first question.</summary>
    /// <param name="token">The account's token.</param>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The token is missing, or an option is out of range.</exception>
    public ElectricityMaps(string? token, CarbonHttpOptions? options = null)
    {
        if (string.IsNullOrWhiteSpace(token))
        {
            throw new ArgumentException(
                "Electricity Maps needs a token: get one at portal.electricitymaps.com and give it here or in ELECTRICITY_MAPS_TOKEN.",
                nameof(token));
        }

        _options = options ?? new CarbonHttpOptions();
        _token = new Secret(token);
        _http = new CarbonHttp(CarbonHttpOptions.Check(_options, PublicAddress), _options, _token);
        _source = new CachedSource(_options, "electricitymaps", settledAfter: TimeSpan.FromDays(3));
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
            return IntensityAnswer.None("has the average signal only");
        }

        if (Place(request.Region) is not { } place)
        {
            return IntensityAnswer.None(
                $"'{request.Region.Code}' is no zone and has no coordinates: give a zone (em:DE) or coordinates");
        }

        string key = $"{request.Region.ElectricityMapsZone ?? place}_{FactorType}{(DisableEstimations ? "_measured" : "")}";
        return await _source.AnswerAsync(
            key,
            Template(request.Region),
            request,
            token => FetchAsync(request, place, token),
            cancellationToken).ConfigureAwait(false);
    }

    private static string? Place(GridRegion region) => region switch
    {
        { ElectricityMapsZone: { } zone } => "zone=" + Uri.EscapeDataString(zone),
        { Latitude: { } latitude, Longitude: { } longitude } => $"lat={Iso.Degrees(latitude)}&lon={Iso.Degrees(longitude)}",
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

    private async Task<Fetched> FetchAsync(IntensityRequest request, string place, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _options.Time.GetUtcNow();
        DateTimeOffset end = request.To < now ? request.To : now;
        var batch = new Batch(this, request, place);
        if (request.From < now - Day)
        {
            foreach ((DateTimeOffset from, DateTimeOffset to) in Iso.Pieces(Iso.Floor(request.From, Hour), end, LongestRange))
            {
                string range = $"&start={Iso.Seconds(from)}&end={Iso.Seconds(to)}";
                await batch.AddAsync("past-range", "data", range, cancellationToken).ConfigureAwait(false);
            }
        }

        // A free token has no past-range: the last day of a longer run is in its history all the same.
        if (request.From < now && request.To > now - Day && !batch.Covers(end))
        {
            await batch.AddAsync("history", "history", "", cancellationToken).ConfigureAwait(false);
        }

        if (request.From <= now && request.To > now - Hour && !batch.Covers(end))
        {
            await batch.AddAsync("latest", null, "", cancellationToken).ConfigureAwait(false);
        }

        if (request.To > now + Hour)
        {
            await batch.AddAsync("forecast", "forecast", "", cancellationToken).ConfigureAwait(false);
        }

        return batch.Close();
    }

    private async Task<JsonDocument> GetAsync(string endpoint, string place, string extra, CancellationToken cancellationToken)
    {
        string scope = endpoint + place;
        if (_refusals.TryGetValue(scope, out string? refusal))
        {
            throw new ProviderFailureException(FailureKind.Forbidden, refusal);
        }

        // Without the last parameter an unknown zone is answered with the zone of the caller's own address.
        string query = $"carbon-intensity/{endpoint}?{place}{extra}&emissionFactorType={FactorType}"
            + $"&disableEstimations={(DisableEstimations ? "true" : "false")}&shouldUseFallbackCallerLookup=false";
        try
        {
            return await _http.GetAsync(
                query, request => request.Headers.Add("auth-token", _token.Reveal()), cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure) when (failure.Kind is FailureKind.Unauthorized or FailureKind.Forbidden)
        {
            _refusals[scope] = failure.Message;
            throw;
        }
    }

    /// <summary>Collects the points of one request from several endpoints; one that fails costs its own points only.</summary>
    private sealed class Batch(ElectricityMaps owner, IntensityRequest request, string place)
    {
        private readonly Dictionary<DateTimeOffset, IntensityPoint> _points = [];
        private readonly List<ProviderFailureException> _failures = [];
        private int _dropped;

        public bool Covers(DateTimeOffset moment) => _points.Values.Any(point => point.From < moment && point.To >= moment);

        public async Task AddAsync(string endpoint, string? list, string extra, CancellationToken cancellationToken)
        {
            try
            {
                using JsonDocument document =
                    await owner.GetAsync(endpoint, place, extra, cancellationToken).ConfigureAwait(false);
                JsonElement root = document.RootElement;
                CheckZone(root.Text("zone"));
                foreach (JsonElement row in list is null ? [root] : root.RequiredItems(list))
                {
                    Add(row, root, endpoint == "forecast");
                }
            }
            catch (ProviderFailureException failure)
            {
                _failures.Add(failure);
            }
        }

        public Fetched Close() => _points.Count == 0 && _failures.Count > 0
            ? throw _failures[0]
            : new Fetched([.. _points.Values], _dropped, Problem);

        private string? Problem => _failures.Count > 0 ? _failures[0].Message
            : _points.Count == 0 ? "the service has no values for this time yet"
            : null;

        private void Add(JsonElement row, JsonElement root, bool isForecast)
        {
            if (row.Moment("datetime") is not { } from || row.Number("carbonIntensity") is not ({ } grams and >= 0 and <= 3000))
            {
                _dropped++;
                return;
            }

            // Real values come first and are not replaced by a forecast of the same hour.
            if (_points.TryGetValue(from, out IntensityPoint? known)
                && (isForecast || known.Provenance.Kind == IntensityKind.Historical))
            {
                return;
            }

            DateTimeOffset to = from + Period(row.Text("temporalGranularity") ?? root.Text("temporalGranularity"));
            _points[from] = new IntensityPoint
            {
                From = from,
                To = to,
                Intensity = CarbonIntensity.FromGramsPerKilowattHour(grams),
                OriginalValue = grams,
                Provenance = owner.Template(request.Region) with
                {
                    Kind = Kind(row, to, isForecast),
                    RetrievedAt = owner._options.Time.GetUtcNow(),
                },
            };
        }

        private IntensityKind Kind(JsonElement row, DateTimeOffset to, bool isForecast) => isForecast ? IntensityKind.Forecast
            : row.Flag("isEstimated") == true ? IntensityKind.Estimated
            : to > owner._options.Time.GetUtcNow() ? IntensityKind.Live
            : IntensityKind.Historical;

        private void CheckZone(string? zone)
        {
            string? wanted = request.Region.ElectricityMapsZone;
            bool fits = zone is not null && (wanted is not null
                ? string.Equals(zone, wanted, StringComparison.OrdinalIgnoreCase)
                : request.Region.CountryCode is { } country && zone.StartsWith(country, StringComparison.OrdinalIgnoreCase));
            if (!fits)
            {
                string answered = ErrorText.Of(zone ?? "no zone");
                throw new ProviderFailureException(
                    FailureKind.Malformed, $"asked for {wanted ?? request.Region.Code}, answered for '{answered}': not used");
            }
        }

        private static TimeSpan Period(string? granularity) => granularity switch
        {
            "5_minutes" => TimeSpan.FromMinutes(5),
            "15_minutes" => TimeSpan.FromMinutes(15),
            _ => Hour,
        };
    }
}
