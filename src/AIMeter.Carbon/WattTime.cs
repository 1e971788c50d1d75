using System.Globalization;
using System.Text.Json;

namespace AIMetering.Carbon.Providers;

/// <summary>WattTime v3: the marginal intensity (co2_moer) every five minutes, and its average (co2_aoer) where the account may
/// see it.</summary>
/// <remarks>
/// Needs an account; every account sees CAISO_NORTH, other regions need a plan. WattTime counts CO2 alone, at the stack. Its data
/// may not be redistributed: do not publish the raw series. Late values are revised for a day; settle again then.
/// </remarks>
public sealed class WattTime : ICarbonIntensityProvider, IDisposable
{
    private const string PublicAddress = "https://api.watttime.org";
    private const string Marginal = "co2_moer";
    private const string Average = "co2_aoer";
    private const int LongestHorizonHours = 72;
    private static readonly TimeSpan LongestHistory = TimeSpan.FromDays(30);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>Marginal values are closed after a day; the averages are published within three.</summary>
    private static readonly CacheRules MarginalRules = new(TimeSpan.FromHours(24), Step, Step);
    private static readonly CacheRules AverageRules = new(TimeSpan.FromHours(72), Step, Step);

    /// <summary>Values appear some minutes late: the window begins earlier, so that there is a last value to hold.</summary>
    private static readonly TimeSpan Widening = TimeSpan.FromHours(2);

    private readonly TimeProvider _time;
    private readonly CarbonHttp _http;
    private readonly WattTimeSession _session;
    private readonly CachedSource _source;
    private readonly string? _region;

    /// <summary>Makes a provider. Nothing is sent before the first question.</summary>
    /// <param name="userName">The user name of the account.</param>
    /// <param name="password">Its password.</param>
    /// <param name="region">WattTime's own region code, such as "CAISO_NORTH"; null asks WattTime for the region of the
    /// coordinates.</param>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentException">A credential is missing, or an option is out of range.</exception>
    public WattTime(string? userName, string? password, string? region = null, CarbonHttpOptions? options = null)
    {
        if (string.IsNullOrWhiteSpace(userName) || string.IsNullOrWhiteSpace(password))
        {
            throw new ArgumentException(
                "WattTime needs a user name and a password: register once (docs.watttime.org), then give them here or in "
                + "WATTTIME_USERNAME and WATTTIME_PASSWORD.",
                string.IsNullOrWhiteSpace(userName) ? nameof(userName) : nameof(password));
        }

        options ??= new CarbonHttpOptions();
        Uri address = CarbonHttpOptions.Check(options, PublicAddress);
        var folder = new CacheFolder(options, "watttime", address);
        var (user, secret) = (new Secret(userName), new Secret(password));
        _time = options.Time;
        _http = new CarbonHttp(address, options, user, secret);
        _session = new WattTimeSession(_http, _time, folder, user, secret);
        _source = new CachedSource(_time, folder);
        _region = region;
    }

    /// <inheritdoc/>
    public string Name => "WattTime";

    /// <summary>Makes a provider with the credentials of WATTTIME_USERNAME and WATTTIME_PASSWORD.</summary>
    /// <param name="region">WattTime's own region code; null asks WattTime for the region of the coordinates.</param>
    /// <param name="options">How to reach the service; null takes the defaults.</param>
    /// <exception cref="ArgumentException">A variable is not set, or an option is out of range.</exception>
    public static WattTime FromEnvironment(string? region = null, CarbonHttpOptions? options = null) => new(
        Environment.GetEnvironmentVariable("WATTTIME_USERNAME"),
        Environment.GetEnvironmentVariable("WATTTIME_PASSWORD"),
        region,
        options);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <inheritdoc/>
    public async Task<IntensityAnswer> GetIntensityAsync(IntensityRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Signal(request.Signal) is not { } signal)
        {
            return IntensityAnswer.NotServed($"has no {request.Signal.Label()} signal");
        }

        if (_region is null && request.Region.Latitude is null)
        {
            return IntensityAnswer.NotServed(
                $"'{request.Region.Code}' has no coordinates to find WattTime's region by: "
                + "give latitude and longitude, a cloud region, or WattTime's own region code");
        }

        try
        {
            string region =
                _region ?? await _session.RegionOfAsync(request.Region, signal, cancellationToken).ConfigureAwait(false);
            return await _source.AnswerAsync(
                $"{region}_{signal}",
                signal == Average ? AverageRules : MarginalRules,
                Template(request, region),
                request,
                batch => FetchAsync(batch, request, region, signal),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderFailureException failure)
        {
            return failure.Kind == FailureKind.Forbidden
                ? IntensityAnswer.NotServed(failure.Message)
                : IntensityAnswer.None(failure.Message);
        }
    }

    private static string? Signal(CarbonSignal signal) => signal switch
    {
        CarbonSignal.MarginalOperating => Marginal,
        CarbonSignal.Average => Average,
        _ => null,
    };

    private static IntensityProvenance Template(IntensityRequest request, string region) => new()
    {
        Signal = request.Signal,
        Gas = CarbonGas.CO2,
        Scope = EmissionScope.Direct,
        Grid = request.Signal == CarbonSignal.Average ? GridBasis.Generation : GridBasis.Margin,
        Kind = IntensityKind.Historical,
        Provider = "WattTime",
        Region = region,
        RegionSource = request.Region.Source,
        Source = "WattTime API v3",
        Licence = "WattTime terms: no redistribution",
        OriginalUnit = "lb CO2/MWh",
    };

    private async Task FetchAsync(Batch batch, IntensityRequest request, string region, string signal)
    {
        DateTimeOffset now = _time.GetUtcNow();
        var reader = new WattTimeReader(batch, Template(request, region), signal, now, _http.Quote);
        if (request.From < now)
        {
            await HistoryAsync(batch, reader, request, now).ConfigureAwait(false);
        }

        if (signal == Marginal && request.To > now - Step && !batch.Covers(request.To))
        {
            await ForecastAsync(batch, reader, request, now).ConfigureAwait(false);
        }
    }

    private async Task HistoryAsync(Batch batch, WattTimeReader reader, IntensityRequest request, DateTimeOffset now)
    {
        DateTimeOffset start = Iso.Floor(request.From, Step) - Widening;
        DateTimeOffset end = request.To < now ? request.To : now;
        foreach ((DateTimeOffset from, DateTimeOffset to) in Iso.Pieces(start, end, LongestHistory))
        {
            // Both ends are inclusive: a seam would come twice.
            DateTimeOffset last = to < end ? to - Step : to;
            string range = $"&start={Iso.Seconds(from)}&end={Iso.Seconds(last)}&include_imputed_marker=true";
            await GetAsync(batch, "historical", reader, range, IntensityKind.Historical).ConfigureAwait(false);
        }
    }

    private Task ForecastAsync(Batch batch, WattTimeReader reader, IntensityRequest request, DateTimeOffset now)
    {
        // A horizon of 0 is the nowcast: under five minutes old, and all a run that has just ended needs.
        double ahead = Math.Ceiling((request.To - now).TotalHours);
        int hours = request.To <= now + Step ? 0 : (int)Math.Clamp(ahead, 1, LongestHorizonHours);
        string horizon = string.Create(CultureInfo.InvariantCulture, $"&horizon_hours={hours}");
        return GetAsync(batch, "forecast", reader, horizon, hours == 0 ? IntensityKind.Nowcast : IntensityKind.Forecast);
    }

    private Task GetAsync(Batch batch, string endpoint, WattTimeReader reader, string extra, IntensityKind kind)
    {
        string query = $"v3/{endpoint}?region={Uri.EscapeDataString(reader.Region)}&signal_type={reader.Signal}{extra}";
        string scope = $"{reader.Region}/{reader.Signal}/{endpoint}";
        return batch.TryAsync(endpoint, token => _session.GetAsync(scope, query, token), answer => reader.Read(answer, kind));
    }
}
