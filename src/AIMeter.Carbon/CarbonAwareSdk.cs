using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>A web API of the Green Software Foundation's Carbon Aware SDK that you run: it passes on what its own data source
/// knows, in g/kWh.</summary>
/// <remarks>
/// The API does not say which signal its numbers answer nor what they count; that depends on the data source it is set up with
/// (WattTime is marginal, Electricity Maps is average), so you have to say it. It knows places by names of its own, by default
/// those of Azure's regions. No credentials are sent. The licence of the values is that of the source behind the API.
/// </remarks>
public sealed class CarbonAwareSdk : ICarbonIntensityProvider, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>As long as the shortest range of the sources behind it (Electricity Maps, hourly).</summary>
    private static readonly TimeSpan LongestRange = TimeSpan.FromDays(10);

    /// <summary>Values appear late: the window begins earlier, so that there is a last value to hold.</summary>
    private static readonly TimeSpan Widening = TimeSpan.FromHours(2);

    /// <summary>As careful as the slowest source behind it.</summary>
    private static readonly CacheRules Rules = new(TimeSpan.FromDays(3), Step, Step);

    private readonly TimeProvider _time;
    private readonly CarbonHttp _http;
    private readonly CachedSource _source;
    private readonly CarbonSignal _signal;
    private readonly string? _location;

    /// <summary>Makes a provider. Nothing is sent before the first question.</summary>
    /// <param name="signal">The signal of the data source behind the API.</param>
    /// <param name="options">How to reach the API; <see cref="CarbonHttpOptions.BaseAddress"/> is needed.</param>
    /// <param name="location">The API's name of the place; null takes the name of an Azure region from the region of the
    /// run.</param>
    /// <exception cref="ArgumentException">The signal is not a grid's, there is no address, or an option is out of
    /// range.</exception>
    public CarbonAwareSdk(CarbonSignal signal, CarbonHttpOptions options, string? location = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (signal is CarbonSignal.MarketBased || !Enum.IsDefined(signal))
        {
            throw new ArgumentException(
                $"{signal} is no signal of a grid: give Average or MarginalOperating, as the source behind the API has it.",
                nameof(signal));
        }

        if (options.BaseAddress is null)
        {
            throw new ArgumentException(
                "BaseAddress: the Carbon Aware SDK has no public service: give the address of your own.", nameof(options));
        }

        Uri address = CarbonHttpOptions.Check(options, "", sendsCredentials: false);
        _signal = signal;
        _location = location;
        _time = options.Time;
        _http = new CarbonHttp(address, options);
        _source = new CachedSource(_time, new CacheFolder(options, "carbonawaresdk", address));
    }

    /// <inheritdoc/>
    public string Name => "Carbon Aware SDK";

    /// <summary>Gets what the source behind the API counts in a gram.</summary>
    /// <value>The default is <see cref="CarbonGas.Unstated"/>; WattTime counts CO2, Electricity Maps CO2e.</value>
    public CarbonGas Gas { get; init; } = CarbonGas.Unstated;

    /// <summary>Gets how far up the chain the source behind the API counts.</summary>
    /// <value>The default is <see cref="EmissionScope.Unstated"/>; WattTime counts at the stack, Electricity Maps the life
    /// cycle.</value>
    public EmissionScope Scope { get; init; } = EmissionScope.Unstated;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    public async Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Signal != _signal)
        {
            return IntensityAnswer.NotServed($"has the {_signal.Label()} signal only");
        }

        if ((_location ?? AzureName(request.Region)) is not { } location)
        {
            return IntensityAnswer.NotServed(
                $"'{request.Region.Code}' is no name of the Carbon Aware SDK: "
                + "give the provider a location (see GET /locations of the API)");
        }

        return await _source.AnswerAsync(
            $"{location}_{_signal.Label()}",
            Rules,
            Template(request, location),
            request,
            batch => FetchAsync(batch, request, location),
            cancellationToken).ConfigureAwait(false);
    }

    private static string? AzureName(GridRegion region) => region.Cloud is { Provider: "azure", Region: var name } ? name : null;

    private IntensityProvenance Template(IntensityRequest request, string location) => new()
    {
        Signal = _signal,
        Gas = Gas,
        Scope = Scope,
        Grid = _signal == CarbonSignal.Average ? GridBasis.Unstated : GridBasis.Margin,
        Kind = IntensityKind.Historical,
        Provider = "Carbon Aware SDK",
        Region = location,
        RegionSource = request.Region.Source,
        Source = "Carbon Aware SDK web API",
        Licence = "that of the source behind the Carbon Aware SDK",
        OriginalUnit = "g/kWh",
    };

    private async Task FetchAsync(Batch batch, IntensityRequest request, string location)
    {
        DateTimeOffset now = _time.GetUtcNow();
        var reader = new CarbonAwareSdkReader(batch, Template(request, location) with { RetrievedAt = now }, now);
        string place = "location=" + Uri.EscapeDataString(location);
        Task Ask(string endpoint, string query, Action<JsonElement> read) =>
            batch.TryAsync(endpoint, token => _http.GetAsync($"emissions/{endpoint}?{query}", null, token), read);
        DateTimeOffset end = request.To < now ? request.To : now;
        foreach ((DateTimeOffset from, DateTimeOffset to) in
            request.From < end ? Iso.Pieces(Iso.Floor(request.From, Step) - Widening, end, LongestRange) : [])
        {
            string range = $"&time={Iso.Seconds(from)}&toTime={Iso.Seconds(to)}";
            await Ask("bylocation", place + range, reader.ReadPast).ConfigureAwait(false);
        }

        // Without bounds: the API refuses those that reach beyond its forecast.
        if (request.To > now - Step && !batch.Covers(request.To))
        {
            await Ask("forecasts/current", place, reader.ReadForecast).ConfigureAwait(false);
        }
    }
}
